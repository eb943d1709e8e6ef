import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'rolldown';

/** The user that tests become when they are run as root. */
const nobodyInParticular = 12_345;
const dropPrivilege = ['setpriv', `--reuid=${nobodyInParticular}`, `--regid=${nobodyInParticular}`, '--clear-groups'];

/** A copy of the package and of the children in one directory that every user may read. */
export interface Workshop {
  readonly directory: string;
  readonly library: string;
  readonly children: string;
  remove(): Promise<void>;
}

/** Bundles the sources as they are: no stale build can pass. */
export async function openWorkshop(): Promise<Workshop> {
  const directory = await mkdtemp(join(tmpdir(), 'panda-workshop-'));
  await chmod(directory, 0o777);
  const library = join(directory, 'timed-command.mjs');
  const source = join(import.meta.dirname, '../src');
  for (const [input, file] of [
    [join(source, 'index.ts'), library],
    [join(source, 'bin/timed-command.ts'), join(directory, 'timed-command-bin.mjs')],
  ] as const) {
    await build({ input, platform: 'node', logLevel: 'silent', output: { file, format: 'esm', codeSplitting: false } });
  }
  const children = join(directory, 'children');
  await cp(join(import.meta.dirname, '../../../tooling/testkit/src/children'), children, { recursive: true });
  await cp(join(import.meta.dirname, 'drivers'), join(directory, 'drivers'), { recursive: true });
  return { directory, library, children, remove: () => rm(directory, { recursive: true, force: true, maxRetries: 5 }) };
}

/** What a driver is to be, beside its arguments. */
export interface DriverOptions {
  /** Which `node`; ours when absent. */
  readonly node?: string;
  /** Put before `node`: `['bash', '-c', 'ulimit -H -x 1000; exec "$@"', 'bash']`. */
  readonly through?: readonly string[];
  /** The same, after privilege was dropped. */
  readonly inside?: readonly string[];
  readonly timeoutMs?: number;
  /** `nobody` when absent: the user without privilege. */
  readonly as?: 'nobody' | 'root';
  /** The process limit (RLIMIT_NPROC) of the user without privilege, 300 when absent. */
  readonly processes?: number;
}

/** What a driver printed, one JSON value a line, and how it ended. */
export interface DriverReport {
  readonly lines: readonly Record<string, unknown>[];
  readonly stderr: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** How much of RLIMIT_NPROC our user has used: it counts threads, of all that is the user's. */
function ownTasks(): number {
  const tasksOf = (name: string): number => {
    try {
      if (statSync(`/proc/${name}`).uid !== process.getuid?.()) return 0;
      return readdirSync(`/proc/${name}/task`).length;
    } catch {
      return 0; // it has ended
    }
  };
  return readdirSync('/proc').reduce((sum, name) => sum + (/^\d+$/.test(name) ? tasksOf(name) : 0), 0);
}

/** Runs `drivers/NAME` with the library and its argument, as a user without privilege and with at most 300 processes more. */
export function runDriver(
  workshop: Workshop,
  name: string,
  argument: unknown,
  options: DriverOptions = {},
): Promise<DriverReport> {
  const {
    node = process.execPath,
    through = [],
    inside = [],
    timeoutMs = 55_000,
    processes = 300,
    as = 'nobody',
  } = options;
  const isRoot = process.getuid?.() === 0;
  const limited = isRoot
    ? [...dropPrivilege, 'prlimit', `--nproc=${processes}`]
    : ['prlimit', `--nproc=${processes + ownTasks()}`];
  const words = [
    ...through,
    ...(isRoot && as === 'root' ? [] : limited),
    ...inside,
    node,
    join(workshop.directory, 'drivers', name),
    workshop.library,
    JSON.stringify(argument),
  ];
  const child = spawn(words.at(0) ?? node, words.slice(1), {
    cwd: workshop.directory,
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', TMPDIR: tmpdir() },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      const lines = stdout
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      resolve({ lines, stderr, exitCode, signal });
    });
  });
}

/** Puts a file into the workshop that a driver can reach. */
export async function place(
  workshop: Workshop,
  name: string,
  content: string | Uint8Array,
  mode = 0o755,
): Promise<string> {
  const path = join(workshop.directory, name);
  await writeFile(path, content);
  await chmod(path, mode);
  return path;
}
