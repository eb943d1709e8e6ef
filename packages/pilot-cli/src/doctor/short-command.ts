import type { CommandResult } from '@panda-pilot/timed-command';

/**
 * Runs a program, found in the pilot's PATH, to its end or that of its time; it gets PATH and the locale, unless
 * another environment is given.
 */
export type ShortCommand = (
  file: string,
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
) => Promise<CommandResult>;
