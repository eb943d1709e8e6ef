import type { JobRun } from '../../job-run.ts';
import { stageFile } from './stage-file.ts';

/** Writes the lists of inputs that the job wants as files, one name a line, without those that its payload does without. */
export async function writeFileLists({ assignment, directory }: JobRun, skipped: ReadonlySet<string>): Promise<void> {
  for (const { name, lfns } of assignment.job.fileLists) {
    const lines = lfns.filter((lfn) => !skipped.has(lfn)).map((lfn) => `${lfn}\n`);
    await stageFile(directory, name, { text: lines.join(''), mode: 0o644 });
  }
}
