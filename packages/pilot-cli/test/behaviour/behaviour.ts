import type { SubmittedJob } from '@panda-pilot/panda-local';

/** What a payload does, and what the server must have heard of it. */
export interface Behaviour {
  /** "a payload that ..." */
  readonly title: string;
  /** Lines of sh, the transformation of the job; for several steps the script is told the number of its step. */
  readonly script: string;
  readonly told: Told;
  readonly outputs?: readonly string[];
  /** Outputs that are in the storage afterwards; absent: those of a job that finished, none of one that failed. */
  readonly stored?: readonly string[];
  /** More of the job, by the names of the wire. */
  readonly wire?: NonNullable<SubmittedJob['raw']>;
  /** Instead of the script, where it stands or is said to stand. */
  readonly transformation?: string;
  /** Of the script's file. */
  readonly mode?: number;
  /** Its name; PanDA's own scripts are known by theirs. */
  readonly file?: string;
  readonly steps?: number;
  /** Words that the extract of the log must have, when the job failed: the actual error. */
  readonly extract?: string;
  /** From the first word to the server to the last; a machine that is busy has its time, too. */
  readonly withinSeconds?: number;
}

/** Lines that never end. */
export const forEver = 'while :; do sleep 0.05; done';

/** What the server was told. */
export interface Told {
  readonly state: 'finished' | 'failed';
  readonly pilot: number;
  readonly exe: number;
  readonly trans: number | undefined;
  /** The diagnosis begins so. */
  readonly words: string;
}

/** What the server hears besides. */
interface Codes {
  readonly trans?: number | undefined;
  readonly exe?: number;
}

/** Of a payload that went well. */
export function finished({ trans = 0, exe = 0 }: Codes = {}): Told {
  return { state: 'finished', pilot: 0, exe, trans, words: '' };
}

/** Of one that did not. */
export function failed(pilot: number, words: string, { trans, exe = 0 }: Codes = {}): Told {
  return { state: 'failed', pilot, exe, trans, words };
}
