import { writeFileSync } from 'node:fs';
import { needsShell } from '../spawning/executable.ts';
import { startCommand, type CommandOptions, type CommandResult, type RunningCommand } from '../index.ts';
import { send, signalGroup } from '../processes/signals.ts';
import { departureFor, type Departure } from './exit-status.ts';
import type { Invocation } from './parse-arguments.ts';

/** What a terminal, a batch system or a user may send us, to be handed on. */
const passedOn = [
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
] as const satisfies readonly NodeJS.Signals[];

/** Runs what the command line asks for; the answer is how this program is to end. */
export async function runInvocation(invocation: Invocation): Promise<Departure> {
  const result = await runAsExecvp(invocation);
  if (result.ending.kind === 'not-started')
    complain(`failed to run command '${invocation.file}': ${result.ending.message}`);
  if (invocation.jsonFile !== undefined) writeReport(invocation.jsonFile, { invocation, result });
  return departureFor(result, invocation);
}

/** Says something on stderr in our name. */
export function complain(message: string): void {
  process.stderr.write(`timed-command: ${message}\n`);
}

/** execvp(3) hands a script without `#!` to the shell; the library does not. */
async function runAsExecvp(invocation: Invocation): Promise<CommandResult> {
  const { file, args } = invocation;
  const result = await start(file, args, invocation).result;
  if (result.ending.kind !== 'not-started' || !needsShell(result.ending)) return result;
  return await start('/bin/sh', ['-c', 'exec "$@"', 'sh', file, ...args], invocation).result;
}

function start(file: string, args: readonly string[], invocation: Invocation): RunningCommand {
  const { timeoutMs, graceMs, killSignal, foreground, isolate } = invocation;
  const options = {
    // The outermost layer: what we were given is what the command gets.
    // oxlint-disable-next-line node/no-process-env
    env: Object.fromEntries(
      Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    timeoutMs,
    graceMs,
    killSignal,
    foreground,
    isolate: isolate ? 'pid' : 'tree',
    stdin: 'inherit',
    stdout: 'inherit',
    stderr: 'inherit',
    onSignal: (signal: NodeJS.Signals) => {
      if (invocation.verbose) complain(`sending signal ${signal.slice(3)} to command '${invocation.file}'`);
    },
  } as const satisfies CommandOptions;
  const command = startCommand(file, args, options);
  passSignalsOn(command, invocation);
  return command;
}

function passSignalsOn(command: RunningCommand, { foreground, graceMs }: Invocation): void {
  const pass = (signal: NodeJS.Signals): void => {
    const { pid } = command;
    if (pid === undefined) return command.stop(signal);
    if (foreground) send(pid, signal);
    else signalGroup(pid, signal);
    if (graceMs !== Number.POSITIVE_INFINITY) setTimeout(() => command.stop(signal), graceMs).unref();
  };
  for (const signal of passedOn) process.on(signal, pass);
  void command.result.finally(() => {
    for (const signal of passedOn) process.off(signal, pass);
  });
}

interface Report {
  readonly invocation: Invocation;
  readonly result: CommandResult;
}

function writeReport(path: string, { invocation, result }: Report): void {
  const { stdout: _stdout, stderr: _stderr, ...rest } = result;
  const { file, args } = invocation;
  try {
    writeFileSync(path, `${JSON.stringify({ command: [file, ...args], ...rest })}\n`);
  } catch (error) {
    complain(`cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
