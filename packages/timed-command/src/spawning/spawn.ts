import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import type { Options } from 'execa';
import { codeOf } from '../errno.ts';
import type { Exit, NotStarted } from '../ending.ts';
import type { Prelude } from './prelude.ts';

/** The child's descriptors 0, 1, 2 and perhaps, as a socket, 3. */
export type Stdio = readonly [stdin: ChildEnd, stdout: ChildEnd, stderr: ChildEnd, ...channel: 'pipe'[]];

/** A descriptor for the child, as `spawn` takes it. */
export type ChildEnd = number | 'ignore' | 'inherit';

/** How a process is started beside what it executes. */
export interface SpawnOptions {
  readonly stdio: Stdio;
  /** In a session and a process group of its own, or in ours. */
  readonly detached: boolean;
  /** Called at once with the pid, before anything else can happen. */
  readonly onPid: (pid: number) => void;
}

/** A process that exists. */
export interface Spawned {
  readonly pid: number;
  /**
   * Calls the listener as soon as it has been reaped; open pipes are not waited for. To be asked for before anything is
   * waited for.
   */
  readonly onExit: (listener: (exit: Exit) => void) => void;
  /** Our end of descriptor 3. */
  readonly channel: Duplex | undefined;
  /** It cannot be killed: it shall not keep this process from ending. */
  forsake(): void;
}

type Execa = typeof import('execa').execa;

let execa: Execa | undefined;

/** execa takes 50 ms to load: it is, while the watchdog makes its first pipes, when the first command is started. */
export async function loadExeca(): Promise<void> {
  const loaded = await import('execa');
  if (execa === undefined) subscribe('child_process', noteBirth);
  execa = loaded.execa;
}

/** Whether execa is loaded. */
export function canSpawn(): boolean {
  return execa !== undefined;
}

/**
 * Starts a process at once; the answer is a flaw when the system refuses. Everything that execa would do by itself
 * beside spawning is switched off. Throws when execa is not loaded.
 */
export function spawn(
  { file, args, env }: Prelude,
  { stdio, detached, onPid }: SpawnOptions,
): Spawned | Promise<NotStarted> {
  if (execa === undefined) throw new Error('execa is not loaded');
  // execa's types stop at descriptor 9; any number goes through to node:child_process.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const options = { ...withoutOpinions, cwd: ownDirectory(), env, detached, stdio } as Options;
  let child: ReturnType<Execa>;
  newborn = undefined;
  try {
    child = execa(file, args, options);
  } catch (error) {
    return refusalAtBirth(error);
  }
  if (child.pid === undefined) return child.then(refusal);
  onPid(child.pid);
  // What execa would make of the end is what nobody asks for, and takes as long as our own result.
  child.removeAllListeners('exit');
  const onExit = (listener: (exit: Exit) => void): void => {
    child.once('exit', (exitCode, signal) => {
      listener(signal === null ? { kind: 'exited', exitCode: exitCode ?? 0 } : { kind: 'signaled', signal });
    });
  };
  const channel: unknown = child.stdio[3];
  return {
    pid: child.pid,
    onExit,
    channel: channel instanceof Duplex ? channel : undefined,
    forsake: () => child.unref(),
  };
}

const withoutOpinions = {
  reject: false,
  buffer: false,
  cleanup: false,
  extendEnv: false,
} as const satisfies Options;

/** execa refuses to start anything when our directory has been removed; the child would not mind. */
function ownDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return '/proc/self/cwd';
  }
}

/** The latest child of this process, whoever has started it. */
let newborn: ChildProcess | undefined;

function noteBirth(message: unknown): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  newborn = (message as { readonly process: ChildProcess }).process;
}

/**
 * Without a free descriptor Node gives a child no streams: execa throws, and nobody would hear the error that Node
 * emits a moment later.
 */
async function refusalAtBirth(thrown: unknown): Promise<NotStarted> {
  if (newborn === undefined || Array.isArray(newborn.stdio)) throw thrown;
  const [error]: unknown[] = await once(newborn, 'error');
  return refusal(error);
}

function refusal(result: unknown): NotStarted {
  const code = codeOf(result instanceof Error && result.cause instanceof Error ? result.cause : result);
  if (code === 'E2BIG')
    return {
      kind: 'not-started',
      code,
      which: 'arguments',
      message: 'arguments and environment together are too large',
    };
  return { kind: 'not-started', code, which: 'system', message: 'the system starts no further process' };
}
