import { constants } from 'node:os';
import type { PilotEnd } from './pilot-end.ts';

/** What the process tells whoever started it. Treat an unknown code as a failure. */
export const exitCodes = {
  done: 0,
  uncategorised: 1,
  usage: 2,
  configuration: 3,
  serverUnreachable: 4,
  jobFailed: 5,
  limit: 6,
  noJob: 7,
} as const;

/** One line a code, for `--help` and the README. */
export const exitCodeTexts: readonly (readonly [code: string, text: string])[] = [
  ['0', 'done: every job of this pilot finished and is reported; its credential may be too short for another'],
  ['1', 'something that has no code of its own; the message tells'],
  ['2', 'wrong usage'],
  ['3', 'the configuration, the credential, the work directory or the queuedata is not usable'],
  ['4', 'the server could not be reached, or has not taken a final update: the next pilot sends it again'],
  ['5', 'a job failed, and the server knows; or a file could not be moved by hand'],
  ['6', 'stopped by a limit before all was done'],
  ['7', 'the server had no job for this queue'],
  ['128+n', 'stopped by signal n, after the job was stopped, its log stored and its end reported'],
];

/** The code of each end, in the numbers above. */
export function exitCodeOf(end: PilotEnd): number {
  return codes[end.kind];
}

const codes: Readonly<Record<PilotEnd['kind'], number>> = {
  done: exitCodes.done,
  'job-failed': exitCodes.jobFailed,
  'no-job': exitCodes.noJob,
  limit: exitCodes.limit,
  undelivered: exitCodes.serverUnreachable,
  'no-server': exitCodes.serverUnreachable,
  refused: exitCodes.configuration,
  usage: exitCodes.usage,
  bug: exitCodes.uncategorised,
};

/** 128 + n, as shells and batch systems expect it. */
export function exitCodeOfSignal(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
