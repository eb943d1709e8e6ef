import type { Job } from '@panda-pilot/core';
import { countParts } from '../payload/payload-parts.ts';
import type { StoredFile } from './job-report.ts';
import type { JournalEvent, PayloadEnding } from './journal.ts';
import type { PilotErrorRecord } from './pilot-error-schema.ts';

/** What is still to be done for a job, given what its journal says. */
export interface RemainingSteps {
  /** Whether an earlier process has already worked on the job. */
  readonly resumed: boolean;
  /** LFNs of the inputs that were staged and verified. */
  readonly staged: ReadonlySet<string>;
  /** LFNs of the inputs that the job does without. */
  readonly skipped: ReadonlySet<string>;
  readonly payload: PayloadProgress;
  /** Outputs that are in the storage, by LFN: never stored again. */
  readonly stored: ReadonlyMap<string, StoredFile>;
  readonly log: { readonly kind: 'to-store' } | { readonly kind: 'stored'; readonly file: StoredFile };
  /** LFNs of the files that the catalogue has, and of those that it was or was about to be told of. */
  readonly registered: ReadonlySet<string>;
  readonly registering: ReadonlySet<string>;
  /** The first cause of a failure that was decided before. */
  readonly failure?: PilotErrorRecord;
  readonly finalUpdate: 'owed' | 'acknowledged';
  /** How often later pilots have taken the job up. */
  readonly recoveries: number;
}

/**
 * `to-run`: start with part `firstStep`. `lost`: it was running, or about to, when its supervisor died; how it would have ended nobody
 * knows, and a payload is never run twice. `ended`: of the part that ended last.
 */
export type PayloadProgress =
  | { readonly kind: 'to-run'; readonly firstStep: number }
  | { readonly kind: 'lost'; readonly process?: { readonly pid: number; readonly startTicks: number } }
  | { readonly kind: 'ended'; readonly ending: PayloadEnding; readonly step: number };

/** Pure: the same journal always leaves the same work. What is missing is to be done, what is done is never repeated. */
export function remainingSteps(job: Pick<Job, 'multiStep' | 'steps'>, events: readonly JournalEvent[]): RemainingSteps {
  const staged = new Set<string>();
  const skipped = new Set<string>();
  const stored = new Map<string, StoredFile>();
  const registering = new Set<string>();
  const registered = new Set<string>();
  let payload: PayloadProgress = { kind: 'to-run', firstStep: 0 };
  let log: RemainingSteps['log'] = { kind: 'to-store' };
  let failure: PilotErrorRecord | undefined;
  let finalUpdate: RemainingSteps['finalUpdate'] = 'owed';
  for (const happened of events) {
    switch (happened.event) {
      case 'job-accepted':
      case 'recovery-begun':
      case 'runjob-started':
      case 'replica-damaged':
      case 'report-written':
        break;
      case 'input-staged':
        staged.add(happened.lfn);
        break;
      case 'input-skipped':
        skipped.add(happened.lfn);
        break;
      case 'files-registering':
        for (const lfn of happened.lfns) registering.add(lfn);
        break;
      case 'files-registered':
        for (const lfn of happened.lfns) registered.add(lfn);
        break;
      case 'payload-starting':
        payload = { kind: 'lost' };
        break;
      case 'payload-started':
        payload = { kind: 'lost', process: { pid: happened.pid, startTicks: happened.startTicks } };
        break;
      case 'payload-ended':
        payload = afterStep(happened.ending, happened.step, countParts(job));
        break;
      case 'job-failed':
        failure ??= happened.error;
        break;
      case 'output-stored':
        stored.set(happened.file.lfn, happened.file);
        break;
      case 'log-stored':
        log = { kind: 'stored', file: happened.file };
        break;
      case 'final-update-acknowledged':
        finalUpdate = 'acknowledged';
        break;
    }
  }
  const resumed = events.some(({ event }) => event !== 'job-accepted');
  const recoveries = events.filter(({ event }) => event === 'recovery-begun').length;
  return {
    resumed,
    recoveries,
    staged,
    skipped,
    payload,
    stored,
    registering,
    registered,
    log,
    finalUpdate,
    ...(failure === undefined ? {} : { failure }),
  };
}

function afterStep(ending: PayloadEnding, step: number, steps: number): PayloadProgress {
  const good = ending.kind === 'exited' && ending.exitCode === 0;
  return good && step + 1 < steps ? { kind: 'to-run', firstStep: step + 1 } : { kind: 'ended', ending, step };
}
