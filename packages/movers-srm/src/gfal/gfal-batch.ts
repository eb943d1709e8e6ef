import { rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type CallOptions,
  type CommandOutcome,
  type GetRequest,
  inGroups,
  makeDirectory,
  type Mover,
  moverErrorFrom,
  type PutRequest,
  type Receipt,
  requireNothing,
  requireRegularFile,
  type Settled,
} from '@panda-pilot/movers-core';
import { complaintsOf } from './batch-output.ts';
import { complaintIn, endedWell, gfalError } from './gfal-outcome.ts';
import { localUrl } from './local-url.ts';

/** How the copies of a batch are made. */
export interface BatchWays {
  readonly copy: (words: readonly string[], call: CallOptions & { readonly file: string }) => Promise<CommandOutcome>;
  readonly urlOf: (url: URL) => string;
}

/** Downloads by one process for all files that come from one server and go to one directory. */
export function createGetMany(mover: Pick<Mover, 'get'>, { copy, urlOf }: BatchWays): NonNullable<Mover['getMany']> {
  return (requests, call) =>
    inGroups(requests, {
      async look(request: GetRequest) {
        await requireNothing(request.destination);
        return { request, url: urlOf(request.source), directory: dirname(request.destination) };
      },
      together: ({ url, directory }) => kin(url, [directory]),
      one: ({ request }) => mover.get(request.source, request.destination, call),
      async many(files) {
        // gfal-copy chooses the names; beside the destinations a rename is enough to give them theirs.
        const basket = await makeDirectory(join(files[0]?.directory ?? '', '.panda-gfal-'));
        try {
          const sources = files.map(({ url }) => url);
          const { outcome, complaints } = await copyAll(
            sources,
            { basket, to: `${localUrl(basket)}/`, words: [] },
            { copy, call },
          );
          return await Promise.allSettled(
            files.map(async ({ request, url }, index): Promise<Receipt> => {
              refuse(complaints[index], outcome, request.source.href);
              return fetched(join(basket, nameIn(url)), request);
            }),
          );
        } finally {
          await rm(basket, { recursive: true, force: true });
        }
      },
    });
}

/** Uploads by one process for all files that go to one directory of a server. */
export function createPutMany(
  mover: Pick<Mover, 'put'>,
  {
    copy,
    urlOf,
    token,
    makeDirectory: makeRemote,
  }: BatchWays & {
    readonly token: readonly string[];
    readonly makeDirectory: (directory: string, call: CallOptions) => Promise<void>;
  },
): NonNullable<Mover['putMany']> {
  return (requests, call) =>
    inGroups(requests, {
      async look(request: PutRequest) {
        return { request, url: urlOf(request.destination), bytes: await requireRegularFile(request.source) };
      },
      together: ({ url }) => kin(url, [url.slice(0, url.lastIndexOf('/'))]),
      one: ({ request }) => mover.put(request.source, request.destination, call),
      async many(files): Promise<readonly Settled[]> {
        const [{ url = '', request } = {}] = files;
        const basket = await makeDirectory(join(dirname(request?.source ?? ''), '.panda-gfal-'));
        try {
          const directory = url.slice(0, url.lastIndexOf('/'));
          await makeRemote(directory, call);
          // A link gives a file the name that it is to have on the storage.
          const links = files.map(({ url }) => join(basket, nameIn(url)));
          await Promise.all(files.map(({ request }, index) => symlink(request.source, links[index] ?? '')));
          const sources = links.map((link) => localUrl(link));
          const { outcome, complaints } = await copyAll(
            sources,
            { basket, to: `${directory}/`, words: token },
            { copy, call },
          );
          return await Promise.allSettled(
            files.map(async ({ request, bytes }, index): Promise<Receipt> => {
              refuse(complaints[index], outcome, request.destination.href);
              return { mode: 'copied', bytes };
            }),
          );
        } finally {
          await rm(basket, { recursive: true, force: true });
        }
      },
    });
}

/** Files of one server; a name that a list of lines cannot hold goes alone. */
function kin(url: string, shared: readonly string[]) {
  const [server = ''] = /^[^:]+:\/\/[^/]*/.exec(url) ?? [];
  const name = nameIn(url);
  const plain = name !== '' && name === name.trim() && name.length <= 255 && !/[?#]/.test(name);
  return plain ? { shared: [server, ...shared], name } : undefined;
}

function nameIn(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

async function copyAll(
  sources: readonly string[],
  { basket, to, words }: { readonly basket: string; readonly to: string; readonly words: readonly string[] },
  { copy, call }: Pick<BatchWays, 'copy'> & { readonly call: CallOptions },
): Promise<{ readonly outcome: CommandOutcome; readonly complaints: readonly (string | undefined)[] }> {
  const list = join(basket, '.sources');
  await writeFile(list, sources.map((source) => `${source}\n`).join(''));
  // Without -r it stops at the first file that fails; with it, it says so and goes on (1.8.0).
  const outcome = await copy(['-r', ...words, '--from-file', list, to], { ...call, file: to });
  return { outcome, complaints: complaintsOf(outcome, sources) };
}

/** Throws when there was something to complain of. */
function refuse(complaint: string | undefined, outcome: CommandOutcome, file: string): void {
  if (complaint !== undefined) throw gfalError(outcome, { tool: 'gfal-copy', file, complaint });
  const late = endedWell(outcome) ? complaintIn(outcome) : undefined;
  if (late !== undefined) throw gfalError(outcome, { tool: 'gfal-copy', file });
}

async function fetched(path: string, { source, destination }: GetRequest): Promise<Receipt> {
  try {
    const { size } = await stat(path);
    await requireNothing(destination);
    await rename(path, destination);
    return { mode: 'copied', bytes: size };
  } catch (error) {
    throw moverErrorFrom(error, source.href);
  }
}
