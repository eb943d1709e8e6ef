import { rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  type CommandOutcome,
  type GetRequest,
  inGroups,
  inOwnDirectory,
  type Mover,
  moverErrorFrom,
  type Receipt,
  requireNothing,
  type Settled,
  type ToolOptions,
} from '@panda-pilot/movers-core';
import type { Client } from './client.ts';
import type { Stored } from './shape.ts';
import { requireOnDisk } from './local-receipt.ts';
import { requireNameable } from './nameable.ts';
import { placeOf, urlOf } from './url.ts';
import { type Verdict, verdictsOf } from './verdicts.ts';
import { getArguments } from './xrdcp-args.ts';

/** Downloads with one connection, and one handshake, for all files of a server. */
export function createGetMany(
  mover: Pick<Mover, 'get'>,
  client: Client,
  { copyPrefixIn, parallel }: ToolOptions,
): NonNullable<Mover['getMany']> {
  return (requests, call) => {
    // xrdcp chooses the names; beside the destinations a rename is enough to give them theirs.
    const fetch = (files: readonly Wanted[]): Promise<readonly Settled[]> =>
      inOwnDirectory(dirname(files[0]?.request.destination ?? ''), async (directory) => {
        const sources = files.map(({ place }) => urlOf(place));
        const args = getArguments({ sources, destination: `${directory}/`, algorithm: 'adler32', parallel });
        const outcome = await client.run('xrdcp', args, { ...call, file: sources[0] ?? '' });
        const members = files.map(({ place }) => ({ place, path: join(directory, basename(place.path)) }));
        const verdicts = verdictsOf(outcome, members, { recursive: false });
        return Promise.allSettled(files.map((file, index) => deliver(file, outcome, verdicts[index])));
      });

    return inGroups(requests, {
      async look(request): Promise<Wanted> {
        await requireNothing(requireNameable(request.destination));
        return { request, place: placeOf(request.source, copyPrefixIn) };
      },
      together: ({ place, request }) =>
        place.opaque === ''
          ? { shared: [place.server, dirname(request.destination)], name: basename(place.path) }
          : undefined,
      one: ({ request }) => mover.get(request.source, request.destination, call),
      many: fetch,
    });
  };
}

interface Wanted extends Stored {
  readonly request: GetRequest;
}

async function deliver({ request }: Wanted, outcome: CommandOutcome, verdict?: Verdict): Promise<Receipt> {
  if (verdict === undefined || 'error' in verdict) throw verdict?.error ?? new TypeError('no verdict');
  const { source, destination } = request;
  const { place } = verdict.printed;
  const receipt = await requireOnDisk(verdict.printed, outcome, { file: source.href, path: place });
  await requireNothing(destination);
  try {
    await rename(place, destination);
  } catch (error) {
    throw moverErrorFrom(error, destination);
  }
  return receipt;
}
