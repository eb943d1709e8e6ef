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
  const all = <Kind extends JournalEvent['event']>(kind: Kind) => events.filter((happened) => isA(happened, kind));
  const [failure] = all('job-failed');
  const log = all('log-stored').at(-1);
  return {
    resumed: events.some(({ event }) => event !== 'job-accepted'),
    recoveries: all('recovery-begun').length,
    staged: new Set(all('input-staged').map(({ lfn }) => lfn)),
    skipped: new Set(all('input-skipped').map(({ lfn }) => lfn)),
    payload: payloadProgress(job, events),
    stored: new Map(all('output-stored').map(({ file }) => [file.lfn, file])),
    registering: new Set(all('files-registering').flatMap(({ lfns }) => lfns)),
    registered: new Set(all('files-registered').flatMap(({ lfns }) => lfns)),
    log: log === undefined ? { kind: 'to-store' } : { kind: 'stored', file: log.file },
    finalUpdate: all('final-update-acknowledged').length === 0 ? 'owed' : 'acknowledged',
    ...(failure === undefined ? {} : { failure: failure.error }),
  };
}

function isA<Kind extends JournalEvent['event']>(
  happened: JournalEvent,
  kind: Kind,
): happened is Extract<JournalEvent, { readonly event: Kind }> {
  return happened.event === kind;
}

/** What was last said of the payload counts. */
function payloadProgress(job: Pick<Job, 'multiStep' | 'steps'>, events: readonly JournalEvent[]): PayloadProgress {
  const last = events.findLast(
    (one) => isA(one, 'payload-starting') || isA(one, 'payload-started') || isA(one, 'payload-ended'),
  );
  switch (last?.event) {
    case 'payload-starting':
      return { kind: 'lost' };
    case 'payload-started':
      return { kind: 'lost', process: { pid: last.pid, startTicks: last.startTicks } };
    case 'payload-ended':
      return afterStep(last.ending, last.step, countParts(job));
    case undefined:
      return { kind: 'to-run', firstStep: 0 };
  }
}

function afterStep(ending: PayloadEnding, step: number, steps: number): PayloadProgress {
  const good = ending.kind === 'exited' && ending.exitCode === 0;
  return good && step + 1 < steps ? { kind: 'to-run', firstStep: step + 1 } : { kind: 'ended', ending, step };
}
