import { type InputFile, isPilotError, PilotError } from '@panda-pilot/core';
import { orderedReplicas, type Replica, replicasOf } from '@panda-pilot/movers-core';
import type { JobRun } from '../../job-run.ts';
import type { KnownFile } from '../catalogues/catalogues.ts';
import { siteOf } from '../site.ts';

/** An input and the replicas of it that are worth trying, best first. */
export interface LocatedInput {
  readonly file: InputFile;
  readonly replicas: readonly Replica[];
  /** Who says so. The site's conventions say where a replica would be, the catalogue where one is. */
  readonly by: 'site' | 'catalogue';
}

/**
 * Where the inputs are by the conventions of the site; the catalogue is asked, once for all, for those that these place
 * nowhere. Rejects with the error of the first that is nowhere.
 */
export async function locateInputs(run: JobRun, inputs: readonly InputFile[]): Promise<readonly LocatedInput[]> {
  const placed = inputs.map((file) => ({ file, place: conventionalReplicas(run, file) }));
  const unplaced = placed.flatMap(({ file, place }) => (isPilotError(place) ? [file] : []));
  const known = await lookUp(run, unplaced);
  return placed.map(({ file, place }) => {
    if (!isPilotError(place)) return { file, replicas: place, by: 'site' };
    const found = known.get(file.lfn);
    if (found === undefined || found.replicas.length === 0) throw place;
    return found;
  });
}

/** What the catalogue says of inputs, by their LFNs; nothing where there is none to ask. Rejects as the catalogue does. */
export async function lookUp(
  { catalogues, stop }: JobRun,
  inputs: readonly InputFile[],
): Promise<ReadonlyMap<string, LocatedInput>> {
  const files = inputs.flatMap((file) => (file.scope === undefined ? [] : [{ file, scope: file.scope }]));
  if (catalogues?.find === undefined || files.length === 0) return new Map();
  const names = files.map(({ file, scope }) => ({ scope, name: file.lfn }));
  const known = await catalogues.find(names, { signal: stop.signal });
  return new Map(files.map(({ file }, index) => [file.lfn, locatedAt(file, known[index])]));
}

/** The job's own word on size and checksum counts before the catalogue's. */
function locatedAt(file: InputFile, known: KnownFile | undefined): LocatedInput {
  const { size, checksum, replicas = [] } = known ?? {};
  const described = {
    ...(size === undefined ? {} : { sizeBytes: size }),
    ...(checksum === undefined ? {} : { checksum }),
    ...file,
  };
  return { file: described, replicas: orderedReplicas(replicas, tokenOf(file)), by: 'catalogue' };
}

function conventionalReplicas({ assignment }: JobRun, file: InputFile): readonly Replica[] | PilotError {
  try {
    const replicas = replicasOf(file, siteOf(assignment)).map((url) => ({ url, isLocal: true, isTape: isTape(url) }));
    return orderedReplicas(replicas, tokenOf(file));
  } catch (error) {
    if (isPilotError(error)) return error;
    throw error;
  }
}

function tokenOf({ dispatchToken, productionToken }: InputFile): string | undefined {
  return dispatchToken ?? productionToken;
}

/** Sites say it in the paths of their tape areas. */
function isTape({ pathname }: URL): boolean {
  return /tape|t1d0/i.test(pathname);
}
