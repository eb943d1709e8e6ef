import type { Job } from '@panda-pilot/core';
import type { JobReport, JournalLine, RecordedSample, RecordedStep } from '@panda-pilot/runjob';
import type { BoundedLog } from './bounded-log.ts';

/** What a job has left behind, as far as it is there and can be read. */
export interface JobEvidence {
  readonly origin: { readonly kind: 'directory' | 'log tarball'; readonly path: string };
  /** Undefined when nothing tells. */
  readonly pandaId: number | undefined;
  readonly job: Job | undefined;
  readonly queue: string | undefined;
  readonly report: JobReport | undefined;
  /** Oldest first. */
  readonly journal: readonly JournalLine[];
  readonly steps: readonly RecordedStep[];
  readonly samples: readonly RecordedSample[];
  readonly log: BoundedLog;
  /** A runjob works on it. */
  readonly running: boolean;
  /** What is there and cannot be read, a sentence each. */
  readonly defects: readonly string[];
}
