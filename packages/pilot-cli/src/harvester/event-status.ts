import { fileURLToPath } from 'node:url';
import type { JobReport, StoredFile } from '@panda-pilot/runjob';
import { z } from 'zod';
import { readBoundedFile } from '../bounded-file.ts';
import { writeShared } from './shared-file.ts';

const entrySchema = z.object({
  /** What Harvester does with the file. */
  type: z.string(),
  path: z.string(),
  guid: z.string().optional(),
  fsize: z.number().optional(),
  /** Without the letters of the algorithm. */
  chksum: z.string().optional(),
});

const dumpSchema = z.record(z.string(), z.array(entrySchema));

/** A file that Harvester is to store. */
export type EventStatusEntry = z.infer<typeof entrySchema>;

/** `event_status.dump.json`: the files by PandaID. */
export type EventStatusDump = Readonly<Record<string, readonly EventStatusEntry[]>>;

/** The files of a job that lie on a disk which Harvester sees: the log first. What is in a storage already is none of them. Pure. */
export function eventStatusEntries({ log, outputs }: Pick<JobReport, 'log' | 'outputs'>): EventStatusEntry[] {
  return [
    ...(log === undefined ? [] : entriesOf('log', log)),
    ...outputs.flatMap((output) => entriesOf('output', output)),
  ];
}

function entriesOf(type: string, { surl, guid, sizeBytes, checksum }: StoredFile): EventStatusEntry[] {
  const path = localPath(surl);
  if (path === undefined) return [];
  const chksum = checksum?.replace(/^[a-z0-9]+:/i, '');
  return [{ type, path, guid, fsize: sizeBytes, ...(chksum === undefined ? {} : { chksum }) }];
}

/** Both `/path` and `file:///path`, on this host; what lies in an archive there has no path. */
function localPath(surl: string): string | undefined {
  if (surl.startsWith('/')) return surl;
  try {
    return surl.startsWith('file:') && new URL(surl).search === '' ? fileURLToPath(surl) : undefined;
  } catch {
    return undefined; // of another host
  }
}

/** Adds the files of one job. What Harvester has not taken yet stays in the list; what is no list is replaced. */
export async function addEventStatus(
  path: string,
  job: { readonly pandaId: number; readonly entries: readonly EventStatusEntry[] },
): Promise<void> {
  const present = (await readEventStatus(path)) ?? {};
  await writeShared(path, JSON.stringify({ ...present, [job.pandaId]: job.entries }));
}

/** The list, or undefined when there is none. */
export async function readEventStatus(path: string): Promise<EventStatusDump | undefined> {
  try {
    const { text } = await readBoundedFile(path, { maxBytes: 64 * 2 ** 20 });
    return dumpSchema.parse(JSON.parse(text));
  } catch {
    return undefined; // Harvester takes it away when it likes
  }
}
