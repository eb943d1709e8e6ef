import type { Environment } from '../node/batch-system.ts';
import type { SettingValues } from './option-table.ts';

/** What another pilot's command line means here. */
export interface ForeignCommandLine {
  readonly command: 'run' | 'recover';
  /** As strong as our own flags. */
  readonly flags: SettingValues;
  /** That pilot's defaults where they are not ours: they hold when neither flag, environment nor file says anything. */
  readonly defaults: SettingValues;
  /** What was asked for and changes nothing, and what was asked for more than once: one sentence each. */
  readonly warnings: readonly string[];
}

/** What the process knows that a command line is read with. */
export interface ForeignFacts {
  readonly env: Environment;
  readonly cwd: string;
  readonly uid: number;
  readonly isFile: (path: string) => boolean;
  readonly isDirectory: (path: string) => boolean;
}

/** Options that are answered by this program itself, without a command. */
const ourOwn = new Set(['-h', '--help', '-V', '--version']);

/** Whether `args` were written for another pilot: they begin with an option instead of a command. Pure. */
export function isForeign([first]: readonly string[]): boolean {
  return first !== undefined && first.startsWith('-') && !ourOwn.has(first);
}
