import type { CallOptions } from '../contract/mover.ts';
import { isMoverError, MoverError } from '../contract/mover-error.ts';
import type { CommandOutcome, MoverTools } from '../contract/mover-tools.ts';
import { endedWell } from './ended-well.ts';
import { lastWords } from './last-words.ts';
import type { ToolOptions } from './tool-options.ts';

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
  /** As in `MoverTools`. */
  readonly scratch: string | undefined;
}

/** What the programs of one mover need around them. */
export interface ToolRunnerOptions<Call extends ToolCall> extends Pick<ToolOptions, 'setup' | 'environmentSetup'> {
  /** The whole environment of a call, from that of the pilot or of the setup: bounded and tuned. */
  readonly tune: (inherited: Readonly<Record<string, string>>, call: Call) => Readonly<Record<string, string>>;
}

/** A runner for the programs of one mover; a shell takes in the site's setup with the first call. */
export function createToolRunner<Call extends ToolCall = ToolCall>(
  { setup, environmentSetup, tune }: ToolRunnerOptions<Call>,
  tools: Pick<MoverTools, 'runCommand' | 'env' | 'scratch'>,
): ToolRunner<Call> {
  let prepared: Promise<Readonly<Record<string, string>>> | undefined;
  const prepare = (call: Call): Promise<Readonly<Record<string, string>>> => {
    if (setup !== undefined) return afterShell({ line: '. "$1"', word: setup }, call, tools);
    if (environmentSetup !== undefined) return afterShell({ line: 'eval "$1"', word: environmentSetup }, call, tools);
    return Promise.resolve(tools.env);
  };

  /** The setup is taken in once; one that failed is tried again by the next call. */
  const environment = async (call: Call): Promise<Readonly<Record<string, string>>> => {
    prepared ??= prepare(call);
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
    scratch: tools.scratch,
    async run(tool, args, call) {
      call.signal.throwIfAborted();
      const env = { ...(await environment(call)), ...call.environment };
      const { signal, timeoutMs, stdin } = call;
      const limits = { signal, timeoutMs, ...(stdin === undefined ? {} : { stdin }) };
      return ended(tool, await tools.runCommand(tool, args, { env, ...limits }), call);
    },
  };
}

/** What a shell reads before it tells its environment: a line with one argument, the site's own word. */
interface ShellSetup {
  readonly line: '. "$1"' | 'eval "$1"';
  readonly word: string;
}

/** The environment that the setup leaves. What the site says is an argument of the shell's line, never part of it. */
async function afterShell(
  { line, word }: ShellSetup,
  call: ToolCall,
  { runCommand, env }: Pick<MoverTools, 'runCommand' | 'env'>,
): Promise<Readonly<Record<string, string>>> {
  const script = `${line} >&2 && exec /usr/bin/env -0`;
  const { signal, timeoutMs } = call;
  const outcome = await runCommand('/bin/bash', ['-c', script, 'bash', word], { env, signal, timeoutMs });
  const pairs = outcome.stdout.split('\0').filter((pair) => pair.includes('='));
  // A setup that ends the shell tells nothing, and ends as well as it likes.
  if (!endedWell(ended('/bin/bash', outcome, call)) || pairs.length === 0) {
    throw new MoverError(`the setup ${word} failed`, { kind: 'tool-missing', file: word, tail: lastWords(outcome) });
  }
  const left = pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
  // Whatever a setup says of proxies, the pilot's is the one that it keeps alive.
  const { X509_USER_PROXY: proxy } = env;
  return { ...Object.fromEntries(left), ...(proxy === undefined ? {} : { X509_USER_PROXY: proxy }) };
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
