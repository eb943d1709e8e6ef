import { rename, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type CallOptions,
  type CommandOutcome,
  type GetRequest,
  hasCrashed,
  inGroups,
  inOwnDirectory,
  type Mover,
  type MoverError,
  moverErrorFrom,
  type PutRequest,
  type Receipt,
  requireNothing,
  requireRegularFile,
  unlessMissing,
} from '@panda-pilot/movers-core';
import { unanswered } from '../answers.ts';
import { type BatchVerdict, verdictsIn } from './batch-output.ts';
import { clearRemains } from './clear-remains.ts';
import { gfalError } from './gfal-outcome.ts';
import { localUrl } from './local-url.ts';

/** How the copies of a batch are made. */
export interface BatchWays {
  readonly copy: (words: readonly string[], call: Call) => Promise<CommandOutcome>;
  readonly urlOf: (url: URL) => string;
}

type Call = CallOptions & { readonly file: string };

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
      // gfal-copy chooses the names; beside the destinations a rename is enough to give them theirs.
      many: (files) =>
        inBasket(files[0]?.directory ?? '', async (basket) => {
          const sources = files.map(({ url }) => url);
          const words = await listOf(sources, basket);
          const outcome = await copy([...words, `${localUrl(basket)}/`], { ...call, file: sources[0] ?? '' });
          const verdicts = requireBegun(verdictsIn(outcome, sources), outcome, sources);
          return files.map(async ({ request, url }, index): Promise<Receipt> => {
            const verdict = verdicts[index] ?? 'open';
            if (verdict !== 'done') throw unmoved(verdict, outcome, request.source);
            return deliver(join(basket, nameIn(url)), request);
          });
        }),
    });
}

/** What else an upload needs. */
export interface PutWays extends BatchWays {
  /** The option for the space of a file, or nothing. */
  readonly tokenFor: (request: PutRequest) => readonly string[];
  /** For the links to the files. */
  readonly scratch: string | undefined;
  readonly makeDirectory: (directory: string, call: CallOptions) => Promise<void>;
}

/** Uploads by one process for all files that go to one directory of a server. */
export function createPutMany(
  mover: Pick<Mover, 'put' | 'stat' | 'remove'>,
  ways: PutWays,
): NonNullable<Mover['putMany']> {
  return (requests, call) =>
    inGroups(requests, {
      async look(request: PutRequest) {
        const url = ways.urlOf(request.destination);
        const directory = url.slice(0, url.lastIndexOf('/'));
        const token = ways.tokenFor(request);
        return { request, url, directory, token, bytes: await requireRegularFile(request.source) };
      },
      together: ({ url, directory, token }) => kin(url, [directory, ...token]),
      one: ({ request }) => mover.put(request.source, request.destination, { ...call, ...request }),
      many: (files) =>
        inBasket(ways.scratch, async (basket) => {
          const directory = files[0]?.directory ?? '';
          await ways.makeDirectory(directory, call);
          // A link gives a file the name that it is to have on the storage.
          const links = files.map(({ url }) => join(basket, nameIn(url)));
          await Promise.all(files.map(({ request }, index) => symlink(request.source, links[index] ?? '')));
          const sources = links.map((link) => localUrl(link));
          const words = [...(files[0]?.token ?? []), ...(await listOf(sources, basket))];
          const outcome = await ways.copy([...words, `${directory}/`], { ...call, file: directory });
          const verdicts = requireBegun(verdictsIn(outcome, sources), outcome, sources);
          return files.map(async ({ request, bytes }, index): Promise<Receipt> => {
            const { destination } = request;
            const verdict = verdicts[index] ?? 'open';
            const isStored =
              verdict === 'done' || (verdict === 'begun' && (await sizeAt(mover, destination, call)) === bytes);
            if (isStored) return { mode: 'copied', bytes };
            if (verdict === 'begun' && hasCrashed(outcome.ending)) await clearRemains(mover, destination, call);
            throw unmoved(verdict, outcome, destination);
          });
        }),
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

/** Lets `work` use a directory of its own below `parent`, and settles what it begins before that is removed. */
function inBasket(
  parent: string | undefined,
  work: (basket: string) => Promise<readonly Promise<Receipt>[]>,
): Promise<readonly PromiseSettledResult<Receipt>[]> {
  return inOwnDirectory(parent, async (basket) => Promise.allSettled(await work(basket)));
}

/** The options by which gfal-copy is given its sources. Without -r it stops at the first file that fails (1.8.0). */
async function listOf(sources: readonly string[], basket: string): Promise<readonly string[]> {
  const list = join(basket, '.sources');
  await writeFile(list, sources.map((source) => `${source}\n`).join(''));
  return ['-r', '--from-file', list];
}

/** A run that did not get to its first source says of all of them what it says. */
function requireBegun(
  verdicts: readonly BatchVerdict[],
  outcome: CommandOutcome,
  [file = '']: readonly string[],
): readonly BatchVerdict[] {
  if (verdicts[0] === 'open' && !outcome.stdout.includes('Copying '))
    throw gfalError(outcome, { tool: 'gfal-copy', file });
  return verdicts;
}

/** Why a file of a batch is not where it was to go. What a program that crashed has not come to is taken up in another batch. */
function unmoved(verdict: Exclude<BatchVerdict, 'done'>, outcome: CommandOutcome, file: URL): MoverError {
  if (typeof verdict === 'string') return unanswered('gfal-copy ended before this file was moved', file, outcome);
  return gfalError(outcome, { tool: 'gfal-copy', file: file.href, complaint: verdict.complaint });
}

async function sizeAt(mover: Pick<Mover, 'stat'>, file: URL, call: CallOptions): Promise<number | undefined> {
  return (await unlessMissing(mover.stat(file, call)))?.size;
}

async function deliver(path: string, { source, destination }: GetRequest): Promise<Receipt> {
  try {
    const { size } = await stat(path);
    await requireNothing(destination);
    await rename(path, destination);
    return { mode: 'copied', bytes: size };
  } catch (error) {
    throw moverErrorFrom(error, source.href);
  }
}
