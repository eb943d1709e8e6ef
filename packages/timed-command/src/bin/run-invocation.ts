import { writeFileSync } from 'node:fs';
import { needsShell } from '../spawning/executable.ts';
import { startCommand, type CommandOptions, type CommandResult, type RunningCommand } from '../index.ts';
import { type Delivery, send, signalGroup } from '../processes/signals.ts';
import { deadline, type Deadline } from '../supervision/deadline.ts';
import { departureFor, type Departure } from './exit-status.ts';
import type { Invocation } from './parse-arguments.ts';
import { signalNumber } from './parse-signal.ts';

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
  const { result, wasKilled } = await runAsExecvp(invocation);
  if (result.ending.kind === 'not-started')
    complain(`failed to run command '${invocation.file}': ${result.ending.message}`);
  if (invocation.jsonFile !== undefined) writeReport(invocation.jsonFile, { invocation, result });
  return wasKilled() ? { exitCode: 128 + signalNumber('SIGKILL') } : departureFor(result, invocation);
}

/** Says something on stderr in our name. */
export function complain(message: string): void {
  process.stderr.write(`timed-command: ${message}\n`);
}

interface Run {
  readonly result: CommandResult;
  /** Whether it was sent SIGKILL for not ending by a signal that was passed on. */
  readonly wasKilled: () => boolean;
}

/** execvp(3) hands a script without `#!` to the shell; the library does not. */
async function runAsExecvp(invocation: Invocation): Promise<Run> {
  const { file, args } = invocation;
  const run = await start(file, args, invocation);
  if (run.result.ending.kind !== 'not-started' || !needsShell(run.result.ending)) return run;
  return await start('/bin/sh', ['-c', 'exec "$@"', 'sh', file, ...args], invocation);
}

async function start(file: string, args: readonly string[], invocation: Invocation): Promise<Run> {
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
      if (invocation.verbose) sayWhichSignal(signal, file);
    },
  } as const satisfies CommandOptions;
  const command = startCommand(file, args, options);
  const wasKilled = passSignalsOn(command, invocation);
  return { result: await command.result, wasKilled };
}

/** Whoever does not end by what was passed on gets the rest of a limit, as at the limit itself: the grace, then SIGKILL. */
function passSignalsOn(command: RunningCommand, { foreground, graceMs, verbose, file }: Invocation): Run['wasKilled'] {
  let kill: Deadline | undefined;
  let isKilled = false;
  const pass = (signal: NodeJS.Signals): void => {
    const { pid } = command;
    if (pid === undefined) return command.stop(signal);
    const reach = (which: NodeJS.Signals): Delivery => (foreground ? send(pid, which) : signalGroup(pid, which));
    reach(signal);
    kill ??= deadline(graceMs, () => {
      if (verbose) sayWhichSignal('SIGKILL', file);
      isKilled = reach('SIGKILL') === 'sent';
    });
  };
  for (const signal of passedOn) process.on(signal, pass);
  void command.result.finally(() => {
    kill?.lift();
    for (const signal of passedOn) process.off(signal, pass);
  });
  return () => isKilled;
}

function sayWhichSignal(signal: NodeJS.Signals, file: string): void {
  complain(`sending signal ${signal.slice(3)} to command '${file}'`);
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
