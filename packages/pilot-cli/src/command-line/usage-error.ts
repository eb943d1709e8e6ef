import type { Command, CommanderError } from 'commander';
import { ConfigError } from '../config/config-error.ts';

/**
 * Lets `command`, and all below it, throw a ConfigError of one sentence for what is wrong with its words, and
 * commander's own for help and version.
 */
export function throwUsageErrors(command: Command, path: string = command.name()): void {
  command.exitOverride((error) => {
    throw isHelp(error) ? error : usageError(error.message, path);
  });
  for (const below of command.commands) throwUsageErrors(below, `${path} ${below.name()}`);
}

function isHelp({ code, exitCode }: CommanderError): boolean {
  return exitCode === 0 || code === 'commander.help';
}

/** From commander's words: `error: unknown option '--quue'`, and in a line of its own `(Did you mean --queue?)`. Pure. */
export function usageError(message: string, path: string): ConfigError {
  const said = message.replace(/^error: (?:command-argument value )?/, '').trim();
  // A word of the command line may hold line feeds of its own.
  const [, first = said, suggestion] = /^(.*)\n(\(Did you mean [^\n]*\))$/s.exec(said) ?? [];
  const sentence = suggestion === undefined ? first : `${first}; ${suggestion.replace(/^\(D(.*)\)$/, 'd$1')}`;
  return new ConfigError([sentence], `${path} --help tells what can be written.`);
}
