import type { OutputFile } from '@panda-pilot/core';
import { destinationOf } from '@panda-pilot/movers-core';
import type { Assignment } from '../../state/assignment.ts';
import { siteOf } from '../site.ts';

/**
 * Where `file` goes when its own storage does not take it: to the queue's other storage elements, in their order, at
 * the same path. Nowhere unless job or queue wants that: the job's `off` and `force` count always, its `on` unless the
 * queue forbids it.
 */
export function alternativesOf(file: OutputFile, assignment: Assignment): readonly URL[] {
  return placesOf(file, assignment).map(({ url }) => url);
}

/**
 * The name that the catalogue has for the storage where `file` was stored: its own, or that of the queue's storage
 * element; undefined where nobody says.
 */
export function endpointAt(surl: string, file: OutputFile, assignment: Assignment): string | undefined {
  const elsewhere = placesOf(file, assignment).find(({ url }) => url.href === surl);
  return elsewhere === undefined ? file.ddmEndpoint : elsewhere.ddm;
}

function placesOf(
  file: OutputFile,
  assignment: Assignment,
): readonly { readonly url: URL; readonly ddm: string | undefined }[] {
  const site = siteOf(assignment);
  if (!mayGoElsewhere(assignment) || site.outputDirectory !== undefined) return [];
  const { storageElements, optionalStorageElements } = site.queuedata;
  const own = destinationOf(file, site).href;
  const places = [...storageElements, ...optionalStorageElements].map((element) => {
    const queuedata = { ...site.queuedata, storageElements: [element], optionalStorageElements: [] };
    return { url: destinationOf(file, { ...site, queuedata }), ddm: element.ddm };
  });
  const others = places.filter(({ url }) => url.href !== own);
  return [...new Map(others.map((place) => [place.url.href, place])).values()];
}

function mayGoElsewhere({ job, queuedata }: Assignment): boolean {
  const { allowAltStageOut } = queuedata.params;
  switch (job.altStageOut) {
    case 'off':
      return false;
    case 'force':
      return true;
    case 'on':
      return allowAltStageOut !== false;
    default:
      return allowAltStageOut === true;
  }
}
