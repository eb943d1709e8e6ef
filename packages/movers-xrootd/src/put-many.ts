import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  inGroups,
  inOwnDirectory,
  type Mover,
  type PutRequest,
  type Receipt,
  requireRegularFile,
  type Settled,
  type ToolOptions,
} from '@panda-pilot/movers-core';
import type { Client } from './client.ts';
import { confirmAndSum, confirmStored } from './confirm-stored.ts';
import { shapeOf, type Stored } from './shape.ts';
import { placeOf, urlOf } from './url.ts';
import { type Verdict, verdictsOf } from './verdicts.ts';
import { putArguments } from './xrdcp-args.ts';
import type { Xrdfs } from './xrdfs.ts';

/** Uploads with one connection, and one handshake, for all files of a server. */
export function createPutMany(
  mover: Pick<Mover, 'put'>,
  { client, xrdfs }: { readonly client: Client; readonly xrdfs: Xrdfs },
  { copyPrefix, parallel, checksums: [algorithm] }: ToolOptions,
): NonNullable<Mover['putMany']> {
  return (requests, call) => {
    const store = (files: readonly Offered[]): Promise<readonly Settled[]> =>
      inOwnDirectory(client.scratch, async (directory) => {
        const shape = shapeOf(files);
        const { target, recursive } = shape;
        const members = files.map((file) => ({ ...file, path: join(directory, shape.nameOf(file)) }));
        // xrdcp takes many files only into a directory that is there.
        const there = [
          xrdfs.makeDirectory(target, call),
          ...members.map(({ path, request }) => link(path, request.source)),
        ];
        await Promise.allSettled(there);
        await Promise.all(there);
        const sources = shape.sources.map((name) => join(directory, name));
        const args = putArguments({
          sources,
          destination: `${urlOf(target)}/`,
          algorithm: 'adler32',
          parallel,
          recursive,
        });
        const outcome = await client.run('xrdcp', args, { ...call, file: urlOf(target) });
        const verdicts = verdictsOf(outcome, members, { recursive });
        return Promise.allSettled(
          files.map(({ place }, index) =>
            confirmed(verdicts[index], (receipt) =>
              algorithm === undefined
                ? confirmStored(receipt, place, { xrdfs, call })
                : confirmAndSum(receipt, place, { xrdfs, call, algorithm }),
            ),
          ),
        );
      });

    return inGroups(requests, {
      async look(request): Promise<Offered> {
        await requireRegularFile(request.source);
        return { request, place: placeOf(request.destination, copyPrefix) };
      },
      together: ({ place }) => (place.opaque === '' ? { shared: [place.server], name: place.path } : undefined),
      one: ({ request }) => mover.put(request.source, request.destination, call),
      many: store,
    });
  };
}

interface Offered extends Stored {
  readonly request: PutRequest;
}

/** xrdcp names the files on the storage as they are called here, and follows links to what they hold. */
async function link(path: string, source: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await symlink(source, path);
}

async function confirmed(
  verdict: Verdict | undefined,
  confirm: (receipt: Receipt) => Promise<Receipt>,
): Promise<Receipt> {
  if (verdict === undefined || 'error' in verdict) throw verdict?.error ?? new TypeError('no verdict');
  const { bytes, checksum } = verdict.printed;
  return confirm({ mode: 'copied', bytes, ...(checksum === undefined ? {} : { checksum }) });
}
