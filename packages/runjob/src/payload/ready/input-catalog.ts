import { join } from 'node:path';
import { isPilotError } from '@panda-pilot/core';
import type { JobDirectory } from '../../state/workdir.ts';
import { textOf } from '../payload-text.ts';

/** The catalogue of the inputs that the payload reads. */
export const catalogName = 'PoolFileCatalog.xml';

/** A name of some hundred characters for each of as many files as jobs have. */
const largestCatalogBytes = 16 * 1024 * 1024;

/** The text of a catalogue in pieces: between each and the next stands the path of the work directory, wherever that is. */
export type PlacelessCatalog = readonly string[];

/**
 * What stage-in has written for the payload; undefined when there is none, or steps that ran before a crash have made
 * something else of it.
 */
export async function placelessCatalog({ staging, work }: JobDirectory): Promise<PlacelessCatalog | undefined> {
  const texts = [staging, work].map((folder) => textOf(join(folder, catalogName), largestCatalogBytes));
  const text = texts.find((one) => one !== undefined);
  if (text === undefined) return undefined;
  const { readPoolFileCatalog, writePoolFileCatalog } = await import('@panda-pilot/core/xml');
  const here = '{here}';
  const local = (pfn: string): string => (pfn.startsWith(`${work}/`) ? here + pfn.slice(work.length) : pfn);
  try {
    const files = readPoolFileCatalog(text).map((file) => ({ ...file, pfns: file.pfns.map(local) }));
    // No catalogue has a NUL in it.
    return writePoolFileCatalog(files).replaceAll(`"${here}/`, '"\0/').split('\0');
  } catch (error) {
    if (!isPilotError(error, 'BAD_XML')) throw error;
    return undefined;
  }
}
