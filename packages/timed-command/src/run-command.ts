import { duplexPair } from 'node:stream';
import type { CommandOptions, CommandResult, RunningCommand } from './command.ts';
import { CommandRun } from './supervision/command-run.ts';
import { promiseWithResolver } from './supervision/promise-with-resolver.ts';

/**
 * Runs a command and leaves nothing of it behind. Resolves with how it ended, whatever it does and however wrong the
 * arguments are; rejects only when a function among the options throws.
 */
export function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions & { readonly encoding: 'buffer' },
): Promise<CommandResult<Buffer>>;
export function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions & { readonly encoding?: 'text' },
): Promise<CommandResult>;
export function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult<string | Buffer>>;
export function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult<string | Buffer>> {
  return startCommand(file, args, options).result;
}

/** The same for a caller that wants to talk to the command, or to end it, while it runs. Never throws. */
export function startCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions & { readonly encoding: 'buffer' },
): RunningCommand<Buffer>;
export function startCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions & { readonly encoding?: 'text' },
): RunningCommand;
export function startCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions,
): RunningCommand<string | Buffer>;
export function startCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions,
): RunningCommand<string | Buffer> {
  // Whoever calls without the types may have left them out.
  const asked: CommandOptions = { ...options };
  const [ours, theirs] = asked.channel === true ? duplexPair() : [];
  const { promise: started, resolve: onStarted } = promiseWithResolver<number | undefined>();
  const run = new CommandRun({ file, args, options: asked }, { channel: theirs, onStarted });
  const result = run.perform();
  return {
    get pid() {
      return run.pid;
    },
    started,
    ...(ours && { channel: ours }),
    result,
    stop: (reason) => run.stop({ kind: 'cancelled', reason }),
  };
}
