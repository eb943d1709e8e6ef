import type { CallOptions } from '../contract/mover.ts';
import { isMoverError, MoverError } from '../contract/mover-error.ts';
import type { CommandOutcome, MoverTools } from '../contract/mover-tools.ts';
import { endedWell } from './ended-well.ts';
import { lastWords } from './last-words.ts';

/** One call of a program. */
export interface ToolCall extends Pick<CallOptions, 'signal' | 'timeoutMs'> {
  /** What it is about, for errors: a URL or a local path. */
  readonly file: string;
  readonly stdin?: string;
  /** Wins over everything else in the environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs the programs of one mover in their environment. */
export interface ToolRunner<Call extends ToolCall = ToolCall> {
  /**
   * Resolves when the program came to an end of its own, with whatever exit code or signal. Rejects with `signal.reason`,
   * `timed-out` or `tool-missing`.
   */
  run(tool: string, args: readonly string[], call: Call): Promise<CommandOutcome>;
  /** What the programs get, the site's setup included. */
  environment(call: Call): Promise<Readonly<Record<string, string>>>;
}

/** What the programs of one mover need around them. */
export interface ToolRunnerOptions<Call extends ToolCall> {
  /** Absolute path of a script that a shell sources, once, before the first call. */
  readonly setup?: string;
  /** The whole environment of a call, from that of the pilot or of the setup: bounded and tuned. */
  readonly tune: (inherited: Readonly<Record<string, string>>, call: Call) => Readonly<Record<string, string>>;
}

/** A runner for the programs of one mover; the setup is sourced with the first call. */
export function createToolRunner<Call extends ToolCall = ToolCall>(
  { setup, tune }: ToolRunnerOptions<Call>,
  tools: Pick<MoverTools, 'runCommand' | 'env'>,
): ToolRunner<Call> {
  let prepared: Promise<Readonly<Record<string, string>>> | undefined;

  /** The setup is sourced once; one that failed is tried again by the next call. */
  const environment = async (call: Call): Promise<Readonly<Record<string, string>>> => {
    prepared ??= setup === undefined ? Promise.resolve(tools.env) : sourced(setup, call, tools);
    try {
      return tune(await prepared, call);
    } catch (error) {
      prepared = undefined;
      // Another call's cancellation is no answer to this one.
      if (!call.signal.aborted && !isMoverError(error)) return environment(call);
      throw error;
    }
  };

  return {
    environment,
    async run(tool, args, call) {
      call.signal.throwIfAborted();
      const env = { ...(await environment(call)), ...call.environment };
      const { signal, timeoutMs, stdin } = call;
      const limits = { signal, timeoutMs, ...(stdin === undefined ? {} : { stdin }) };
      return ended(tool, await tools.runCommand(tool, args, { env, ...limits }), call);
    },
  };
}

/** The script's path is an argument of the shell, never part of what it reads. */
async function sourced(
  setup: string,
  call: ToolCall,
  { runCommand, env }: Pick<MoverTools, 'runCommand' | 'env'>,
): Promise<Readonly<Record<string, string>>> {
  const script = '. "$1" >&2 && exec /usr/bin/env -0';
  const { signal, timeoutMs } = call;
  const outcome = await runCommand('/bin/bash', ['-c', script, 'bash', setup], { env, signal, timeoutMs });
  if (endedWell(ended('/bin/bash', outcome, call))) {
    const pairs = outcome.stdout.split('\0').filter((line) => line.includes('='));
    return Object.fromEntries(
      pairs.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
  }
  throw new MoverError(`the setup ${setup} failed`, { kind: 'tool-missing', file: setup, tail: lastWords(outcome) });
}

/** Passes on what came to its own end. */
function ended(tool: string, outcome: CommandOutcome, { file, timeoutMs, signal }: ToolCall): CommandOutcome {
  const { ending } = outcome;
  switch (ending.kind) {
    case 'exited':
    case 'signaled':
      return outcome;
    case 'cancelled':
      throw signal.reason;
    case 'timed-out': {
      const tail = lastWords(outcome);
      throw new MoverError(`${tool} not done within ${timeoutMs / 1000} s`, { kind: 'timed-out', file, tail });
    }
    case 'not-started': {
      const kind = missing.has(ending.code) ? 'tool-missing' : 'other';
      throw new MoverError(`${tool} cannot be started: ${ending.message}`, { kind, file });
    }
  }
}

const missing: ReadonlySet<string> = new Set(['ENOENT', 'EACCES', 'ENOEXEC', 'ENOTDIR']);
