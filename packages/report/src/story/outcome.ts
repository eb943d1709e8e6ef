import { findPilotError } from '@panda-pilot/core';
import type { PilotErrorRecord } from '@panda-pilot/runjob';
import type { JobEvidence } from '../evidence/evidence.ts';

/** Why a job failed, as the one error table and the job itself tell it. */
export interface Cause {
  readonly code: number;
  readonly name: string;
  readonly message: string;
  readonly hint: string;
  /** Who can mend it, in words; undefined for an error that the table does not know. */
  readonly whose: string | undefined;
  /** When it is found, in words. */
  readonly phase: string | undefined;
}

/** How a job ended. */
export type Outcome =
  /** `provisional`: the evidence ends before the job's own report. */
  | { readonly kind: 'finished'; readonly provisional: boolean }
  | { readonly kind: 'failed'; readonly cause: Cause }
  | { readonly kind: 'running' }
  /** Nobody works on it, and it has neither finished nor failed. */
  | { readonly kind: 'broken-off' };

/** The outcome by the job's report; where there is none, by what its journal has. Pure. */
export function outcomeOf({ report, journal, running, origin }: JobEvidence): Outcome {
  if (report?.error !== undefined) return { kind: 'failed', cause: causeOf(report.error) };
  if (report?.state === 'finished') return { kind: 'finished', provisional: false };
  const failure = journal.find((line) => line.event === 'job-failed');
  if (failure?.event === 'job-failed') return { kind: 'failed', cause: causeOf(failure.error) };
  if (running) return { kind: 'running' };
  const payload = journal.findLast((line) => line.event === 'payload-ended');
  const good = payload?.event === 'payload-ended' && payload.ending.kind === 'exited' && payload.ending.exitCode === 0;
  return good && origin.kind === 'log tarball' ? { kind: 'finished', provisional: true } : { kind: 'broken-off' };
}

/** What an error record says, and what the table knows besides. */
export function causeOf({ code, name, message, hint }: PilotErrorRecord): Cause {
  const entry = findPilotError(name);
  return {
    code,
    name,
    message,
    hint,
    whose: entry === undefined ? undefined : owners[entry.blame],
    phase: entry === undefined ? undefined : moments[entry.phase],
  };
}

const owners = {
  site: 'the site',
  user: 'the owner of the job',
  server: 'the operators of the PanDA server',
  network: 'whoever runs the network',
  pilot: "the pilot's developers",
} as const;

const moments = {
  pilot: 'in the pilot itself',
  setup: 'while the job was set up',
  'stage-in': 'while inputs were copied in',
  payload: 'in the payload',
  'stage-out': 'while outputs were stored',
  monitor: 'by a watchdog',
  signal: 'at a signal',
  recovery: 'during recovery',
  server: 'by the server',
  'event-service': 'in the event service',
} as const;
