import type { Dirent } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type JournalLine, jobDirectory, jobReportSchema, readAssignment, readJournal } from '@panda-pilot/runjob';

/**
 * Whose records lie in `directory`, which holds `entries`: the number of the job, or undefined where there are none, or
 * none that can be read.
 */
export async function pandaIdIn(directory: string, entries: readonly Dirent[]): Promise<number | undefined> {
  const { journal, assignment, report } = jobDirectory(directory);
  const readers: readonly (readonly [string, () => Promise<number | undefined>])[] = [
    ['journal.jsonl', async () => acceptedIn(readJournal(journal).events)],
    ['job.json', async () => (await readAssignment(assignment)).job.pandaId],
    ['report.json', async () => jobReportSchema.parse(JSON.parse(await readFile(report, 'utf8'))).pandaId],
  ];
  for (const [name, read] of readers) {
    if (!entries.some((entry) => entry.name === name && entry.isFile())) continue;
    const pandaId = await read().catch(() => undefined); // somebody else's file, or a damaged one
    if (pandaId !== undefined) return pandaId;
  }
  return undefined;
}

function acceptedIn(journal: readonly JournalLine[]): number | undefined {
  return journal.find((line) => line.event === 'job-accepted')?.pandaId;
}
