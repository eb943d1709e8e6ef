import { constants } from 'node:os';
import type { Duplex } from 'node:stream';
import type { Options } from 'execa';
import { codeOf } from './errno.ts';
import type { Exit, NotStarted } from './ending.ts';
import type { Prelude } from './prelude.ts';

/** The child's descriptors 0, 1, 2 and perhaps 3. */
export type Stdio = readonly (number | 'ignore' | 'inherit' | 'pipe')[];

/** A process that exists. */
export interface Spawned {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Our end of descriptor 3. */
  readonly channel: Duplex | undefined;
}

type Execa = typeof import('execa').execa;

let execa: Execa | undefined;

/** execa takes 50 ms to load: it is, while the watchdog makes its first pipes, when the first command is started. */
export async function loadExeca(): Promise<void> {
  execa ??= (await import('execa')).execa;
}

/** Starts a process in a session of its own; the answer is a flaw when the system refuses. `loadExeca` comes first. */
export async function spawn({ file, args, env }: Prelude, stdio: Stdio): Promise<Spawned | NotStarted> {
  if (execa === undefined) await loadExeca();
  const child = (execa as Execa)(file, args, { ...withoutOpinions, env, stdio: stdio as Options['stdio'] } as Options);
  if (child.pid === undefined) return refusal(await child);
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (exitCode, signal) => {
      resolve(signal === null ? { kind: 'exited', exitCode: exitCode ?? 0 } : { kind: 'signaled', signal });
    });
  });
  return { pid: child.pid, exited, channel: (child.stdio as readonly unknown[])[3] as Duplex | undefined };
}

/** Everything that execa would do by itself beside spawning is ours. */
const withoutOpinions = {
  detached: true,
  reject: false,
  buffer: false,
  cleanup: false,
  extendEnv: false,
  forceKillAfterDelay: false,
  stripFinalNewline: false,
} as const satisfies Options;

function refusal(result: unknown): NotStarted {
  const cause = result instanceof Error && result.cause !== undefined ? result.cause : result;
  const code = codeOf(cause) === 'UNKNOWN' ? codeOf(result) : codeOf(cause);
  if (code === 'E2BIG')
    return {
      kind: 'not-started',
      code,
      which: 'arguments',
      message: 'arguments and environment together are too large',
    };
  const number = Object.entries(constants.errno).some(([name]) => name === code) ? code : 'UNKNOWN';
  return { kind: 'not-started', code: number, which: 'system', message: 'the system starts no further process' };
}
