import type { Need, Patient } from './patient.ts';

/** `fail`: jobs will fail, or none will come. `warn`: they may. */
export type Level = 'ok' | 'warn' | 'fail';

/**
 * Whose it is to mend: `you` who starts the pilot, the `site`'s administrator, whoever keeps the `queue`'s
 * configuration, or those who run the `storage` or the `server`.
 */
export type Owner = 'you' | 'site' | 'queue' | 'storage' | 'server';

/** One thing that was found. */
export interface Finding {
  readonly level: Level;
  /** One line, without a full stop. */
  readonly text: string;
  /** Whose it is, and what to do; absent where there is nothing to do. */
  readonly owner?: Owner;
  readonly advice?: string;
}

/** One kind of thing that is looked at: a module each, listed in `checks.ts`. */
export interface Check {
  /** One word, which people may type to have only this one. */
  readonly name: string;
  /** What it looks at, for `--list`. */
  readonly about: string;
  /** The setting without which there is nothing to look at. */
  readonly needs?: Need;
  /**
   * Looks, leaves nothing behind, and ends when the patient's signal is aborted. What it rejects with becomes a
   * failure, with the hint of a PilotError. Nothing found: there was nothing to look at.
   */
  look(patient: Patient): Promise<readonly Finding[]>;
}

/** What is to be done about something, and by whom. */
interface Remedy {
  readonly owner: Owner;
  readonly advice: string;
}

/** All is well. */
export function ok(text: string): Finding {
  return { level: 'ok', text };
}

/** It may do. */
export function warn(text: string, remedy?: Remedy): Finding {
  return { level: 'warn', text, ...remedy };
}

/** It will not do. */
export function fail(text: string, remedy: Remedy): Finding {
  return { level: 'fail', text, ...remedy };
}
