import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PilotError } from '@panda-pilot/core';
import { ensureDirectory } from '@panda-pilot/lease';

/** Where everything of one job stands below its directory `D`. */
export interface JobDirectory {
  /** `D` itself: the pilot's; the payload has no business here. */
  readonly root: string;
  /** The payload's working directory: inputs, outputs, and whatever it makes. */
  readonly work: string;
  /** The payload's TMPDIR. */
  readonly temporary: string;
  /** What the pilot observes of the payload and packs with its log: the work directory, unless that is another account's. */
  readonly records: string;
  /** Below it are the two, and the payload's home. */
  readonly sandbox: string;
  /** Where inputs are staged in: the work directory, unless that is another account's. */
  readonly staging: string;
  /** Where outputs lie to be stored that had to be fetched from another account. */
  readonly outputs: string;
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

/** Names, no I/O. A payload of another account has a sandbox of its own below `D`, where the pilot writes nothing. */
export function jobDirectory(root: string, payload: 'own-account' | 'other-account' = 'own-account'): JobDirectory {
  const sandbox = payload === 'own-account' ? root : join(root, 'payload');
  const work = join(sandbox, 'work');
  return {
    root,
    work,
    temporary: join(sandbox, 'tmp'),
    sandbox,
    records: payload === 'own-account' ? work : join(root, 'records'),
    staging: payload === 'own-account' ? work : join(root, 'staged'),
    outputs: join(root, 'outputs'),
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
    await ensureDirectory(directory.root, { mode: 0o770 });
    await mkdir(directory.staging, { recursive: true, mode: 0o770 });
    await mkdir(directory.records, { recursive: true, mode: 0o770 });
    await mkdir(directory.tarballs, { recursive: true, mode: 0o770 });
  } catch (error) {
    throw new PilotError('MKDIR', directory.root, { cause: error });
  }
}
