import type { PilotError } from '@panda-pilot/core';
import type { Exit } from '@panda-pilot/timed-command';

/** A program that runs commands as another account. */
export interface IdentitySwitch {
  readonly name: 'glexec' | 'sudo';
  /** Looks at everything that is needed, before every use. Rejects with a PilotError. */
  prepare(): Promise<void>;
  /** What to spawn so that `command` runs as the other account. `prepare` comes first. */
  entry(command: readonly string[]): SwitchEntry;
  /** What it means that the switch ended so without having run anything; `words` is what it wrote to stderr. */
  refusal(exit: Exit, words: string): SwitchRefusal;
  /** How often a refusal that may pass is tried again, and after how many milliseconds; empty for never. */
  readonly backOffMs: readonly number[];
}

/** A program to spawn, with its whole environment. */
export interface SwitchEntry {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Why a switch did not run its command. */
export interface SwitchRefusal {
  readonly error: PilotError;
  /** Whether it may be different in a moment. */
  readonly passing: boolean;
}
