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
  /** Calls the listener as soon as it has been reaped; open pipes are not waited for. To be asked for before anything is waited for. */
  readonly onExit: (listener: (exit: Exit) => void) => void;
  /** Our end of descriptor 3. */
  readonly channel: Duplex | undefined;
  /** It cannot be killed: it shall not keep this process from ending. */
  forsake(): void;
}

let execa: typeof import('execa').execa | undefined;

/** execa takes 50 ms to load: it is, while the watchdog makes its first pipes, when the first command is started. */
export async function loadExeca(): Promise<void> {
  execa ??= (await import('execa')).execa;
}

/** Whether execa is loaded. */
export function canSpawn(): boolean {
  return execa !== undefined;
}

/**
 * Starts a process at once; the answer is a flaw when the system refuses. Everything that execa would do by itself beside spawning is switched
 * off. Throws when execa is not loaded.
 */
export function spawn(
  { file, args, env }: Prelude,
  { stdio, detached, onPid }: SpawnOptions,
): Spawned | Promise<NotStarted> {
  if (execa === undefined) throw new Error('execa is not loaded');
  // execa's types stop at descriptor 9; any number goes through to node:child_process.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const options = { ...withoutOpinions, cwd: ownDirectory(), env, detached, stdio } as Options;
  const child = execa(file, args, options);
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
  forceKillAfterDelay: false,
  stripFinalNewline: false,
} as const satisfies Options;

/** execa refuses to start anything when our directory has been removed; the child would not mind. */
function ownDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return '/proc/self/cwd';
  }
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
