import type { MoverErrorKind } from '../contract/mover-error.ts';
import type { Direction } from './staging.ts';

/**
 * What is tried after a failed attempt: the same thing again, another URL, another copytool, another place for an output
 * (whatever the copytool), or nothing.
 */
export type NextStep = 'retry' | 'next-url' | 'next-copytool' | 'next-place' | 'give-up';

/** A second try is for what may change by itself; the rest would only fail again, later. */
export function nextStep(direction: Direction, kind: MoverErrorKind): NextStep {
  return steps[direction][kind];
}

const steps = {
  'stage-in': {
    'not-found': 'next-url',
    exists: 'next-copytool',
    denied: 'next-url',
    // The local disk: it is as full for every replica.
    'no-space': 'give-up',
    'read-only': 'give-up',
    'timed-out': 'retry',
    offline: 'next-url',
    network: 'retry',
    'checksum-mismatch': 'next-url',
    'size-mismatch': 'next-url',
    unsupported: 'next-url',
    'tool-missing': 'next-copytool',
    other: 'retry',
  },
  'stage-out': {
    'not-found': 'next-copytool',
    exists: 'give-up',
    denied: 'next-copytool',
    'no-space': 'next-place',
    'read-only': 'next-place',
    'timed-out': 'retry',
    // A service in maintenance, or with too much to do: it is the only place for the file, and may be back.
    offline: 'retry',
    network: 'retry',
    // The source is whole: what arrived wrong may arrive right.
    'checksum-mismatch': 'retry',
    'size-mismatch': 'retry',
    unsupported: 'next-copytool',
    'tool-missing': 'next-copytool',
    other: 'retry',
  },
} as const satisfies Record<Direction, Record<MoverErrorKind, NextStep>>;

export interface BackOff {
  /** Wait before the second try of the same thing. */
  readonly backOffMs: number;
  /** The longest wait, before chance adds or takes half of it. */
  readonly maxBackOffMs: number;
}

/**
 * The same for a storage that said when to ask again (0: it did not): a pause that we would make anyway is made, and a
 * storage that wants more patience than we have is passed over.
 */
export function stepAsAsked(step: NextStep, retryAfterMs: number, { maxBackOffMs }: BackOff): NextStep {
  if (retryAfterMs === 0) return step;
  if (retryAfterMs <= maxBackOffMs) return 'retry';
  return step === 'retry' ? 'next-url' : step;
}

/** The wait before try number `failed + 1` of the same thing: doubles each time, give or take half (`random` in [0, 1)). */
export function backOffDelayMs(failed: number, limits: BackOff, random: () => number): number {
  const delayMs = Math.min(limits.maxBackOffMs, limits.backOffMs * 2 ** (failed - 1));
  return delayMs * (0.5 + random());
}
