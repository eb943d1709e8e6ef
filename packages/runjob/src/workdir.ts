import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PilotError } from '@panda-pilot/core';

/** Where everything of one job stands below its directory `D`. */
export interface JobDirectory {
  /** `D` itself: the pilot's; the payload has no business here. */
  readonly root: string;
  /** The payload's working directory: inputs, outputs, and whatever it makes. */
  readonly work: string;
  /** The payload's TMPDIR. */
  readonly temporary: string;
  readonly assignment: string;
  readonly journal: string;
  readonly report: string;
  /** JSON lines of the runjob process. */
  readonly log: string;
  readonly stderr: string;
  /** Copies of what the pilot writes of the job, while the tarball is made. */
  readonly pilotFiles: string;
  /** JSON lines: what the payload used, sample by sample. */
  readonly samples: string;
  /** Holds the log tarball until it is stored. */
  readonly tarballs: string;
}

/** Names, no I/O. */
export function jobDirectory(root: string): JobDirectory {
  return {
    root,
    work: join(root, 'work'),
    temporary: join(root, 'tmp'),
    assignment: join(root, 'job.json'),
    journal: join(root, 'journal.jsonl'),
    report: join(root, 'report.json'),
    log: join(root, 'runjob.log'),
    stderr: join(root, 'runjob.stderr'),
    pilotFiles: join(root, 'pilot'),
    samples: join(root, 'samples.jsonl'),
    tarballs: join(root, 'log'),
  };
}

/** Makes the directories of a job. Rejects with MKDIR when the site's work directory does not let us. */
export async function makeJobDirectory(directory: JobDirectory): Promise<void> {
  try {
    await mkdir(directory.root, { recursive: true, mode: 0o770 });
    await mkdir(directory.work, { recursive: true, mode: 0o770 });
    await mkdir(directory.tarballs, { recursive: true, mode: 0o770 });
  } catch (error) {
    throw new PilotError('MKDIR', directory.root, { cause: error });
  }
}
