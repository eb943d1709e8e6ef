import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createAdler32, rucioPath } from '@panda-pilot/core';
import {
  type JobRecord,
  type PandaLocal,
  type PandaLocalOptions,
  type SubmittedJob,
  startPandaLocal,
} from '@panda-pilot/panda-local';
import { type WhenOver, expectNoProcessNaming, tempDir } from '@panda-pilot/testkit';
import { type RunningCommand, startCommand } from '@panda-pilot/timed-command';
import { expect, onTestFinished } from 'vitest';

/** The pilot as it is shipped: tests run it as a process of its own. */
export const pilotBundle = join(import.meta.dirname, '../dist/bundle/panda-pilot.mjs');

const scope = 'test';

/** A server, a storage and a work directory of one test. */
export interface Grid {
  readonly directory: string;
  readonly workdir: string;
  readonly storage: string;
  readonly server: PandaLocal;
  /** Puts a file into the storage; resolves with how a job names it. */
  putInput(lfn: string, content: string | Buffer): Promise<NonNullable<SubmittedJob['inputs']>[number]>;
  /** Writes an executable shell script; resolves with its path. */
  script(name: string, lines: string): Promise<string>;
  submit(job: Omit<SubmittedJob, 'queue'>): Promise<number>;
  pilot(args?: readonly string[], options?: PilotOptions): RunningPilot;
  /** What `pilot` executes, for tests that start it in their own way. */
  words(args?: readonly string[]): readonly string[];
  /** What the storage holds below the scope, as names: temporary files too. */
  stored(): Promise<string[]>;
  readStored(lfn: string): Promise<Buffer>;
  /** Fails when a process, a partial file or a work directory is left. */
  expectNothingLeft(): Promise<void>;
}

export interface PilotOptions {
  readonly command?: 'run' | 'recover' | 'doctor';
  /** Another than the bundle; what is no module is executed itself. */
  readonly program?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Where the pilot is started; the test run's own directory when absent. */
  readonly cwd?: string;
  /** Default: 50 s. */
  readonly timeoutMs?: number;
  /** Wraps the pilot's command line, such as `setpriv`. */
  readonly under?: readonly string[];
}

export interface RunningPilot {
  readonly started: Promise<number | undefined>;
  stop(): void;
  readonly ended: Promise<{
    readonly exitCode: number | undefined;
    readonly signal: string | undefined;
    readonly stdout: string;
    readonly stderr: string;
    readonly durationMs: number;
  }>;
}

export async function startGrid(
  options: Partial<PandaLocalOptions> & {
    readonly queuedata?: Record<string, unknown>;
    readonly workdir?: string;
    /** For a grid that several tests share: takes what ends it; without it the test that started it ends it. */
    readonly whenOver?: WhenOver;
  } = {},
): Promise<Grid> {
  if (!existsSync(pilotBundle)) throw new Error('build first: the integration tests run the built pilot');
  const { queuedata, whenOver = onTestFinished, workdir: given, ...serverOptions } = options;
  const directory = await tempDir(whenOver);
  const storage = join(directory, 'storage');
  const workdir = given ?? join(directory, 'work');
  await mkdir(join(storage, 'rucio', scope), { recursive: true });
  await mkdir(workdir, { recursive: true });
  const server = await startPandaLocal({ directory: join(directory, 'server'), ...serverOptions });
  whenOver(() => server.close());
  const queuedataFile = join(directory, 'queuedata.json');
  await writeFile(queuedataFile, JSON.stringify({ ...defaultQueuedata(storage), ...queuedata }));
  const stored = (): Promise<string[]> => filesBelow(join(storage, 'rucio', scope));
  return {
    directory,
    workdir,
    storage,
    server,
    async putInput(lfn, content) {
      const bytes = Buffer.from(content);
      await writeWithParents(join(storage, rucioPath(scope, lfn)), bytes);
      const adler32 = createAdler32();
      adler32.update(bytes);
      return { lfn, scope, sizeBytes: bytes.length, checksum: `ad:${adler32.digest().value}`, guid: guidOf(lfn) };
    },
    async script(name, lines) {
      const path = join(directory, 'bin', name);
      await writeWithParents(path, `#!/bin/sh\n${lines}\n`, 0o755);
      return path;
    },
    submit: (job) => server.submit({ queue: 'TEST_QUEUE', label: 'managed', ...job }),
    pilot: (args = [], pilotOptions = {}) => startPilot({ server, queuedataFile, workdir }, args, pilotOptions),
    words: (args = []) => [process.execPath, pilotBundle, ...wordsOf('run', { server, queuedataFile, workdir }, args)],
    stored,
    readStored: (lfn) => readFile(join(storage, rucioPath(scope, lfn))),
    async expectNothingLeft() {
      await expectNoProcessNaming(directory);
      expect((await filesBelow(workdir)).map((path) => path.slice(workdir.length))).toEqual([]);
      expect((await readdir(workdir)).filter((name) => name.includes('Panda_Pilot'))).toEqual([]);
      expect((await stored()).filter((path) => /\.part|\.tmp|~$/.test(path))).toEqual([]);
    },
  };
}

/** An output in the tests' scope. */
export function output(lfn: string): NonNullable<SubmittedJob['outputs']>[number] {
  return { lfn, scope };
}

/** A log in the tests' scope. */
export function log(lfn: string): NonNullable<SubmittedJob['log']> {
  return { lfn, scope };
}

interface Place {
  readonly server: PandaLocal;
  readonly queuedataFile: string;
  readonly workdir: string;
}

function wordsOf(command: string, { server, queuedataFile, workdir }: Place, args: readonly string[]): string[] {
  const usual = { '--url': server.url, '--queue': 'TEST_QUEUE', '--queuedata': queuedataFile, '--workdir': workdir };
  return [command, ...givenOnce({ ...usual, '--timefloor': '10' }, args)];
}

/** `args` behind those of the `usual` options that are not among them: a pilot says what comes more than once. */
export function givenOnce(usual: Readonly<Record<string, string>>, args: readonly string[]): string[] {
  return [...Object.entries(usual).filter(([name]) => !args.includes(name)), args].flat();
}

function startPilot(
  grid: Place,
  args: readonly string[],
  { command = 'run', program = pilotBundle, env = {}, under = [], cwd, timeoutMs = 50_000 }: PilotOptions,
): RunningPilot {
  const words = wordsOf(command, grid, args);
  const start = /\.m?js$/.test(program) ? [process.execPath, program] : [program];
  const [file = '', ...rest] = [...under, ...start, ...words];
  const startedAt = performance.now();
  const running: RunningCommand = startCommand(file, rest, {
    env: { PATH: process.env['PATH'] ?? '', HOME: grid.workdir, ...env },
    timeoutMs,
    ...(cwd === undefined ? {} : { cwd }),
    leftovers: 'leave',
    whenWeDie: 'kill',
  });
  return {
    started: running.started,
    stop: () => running.stop(),
    ended: running.result.then(({ exit, stdout, stderr }) => ({
      exitCode: exit?.kind === 'exited' ? exit.exitCode : undefined,
      signal: exit?.kind === 'signaled' ? exit.signal : undefined,
      stdout,
      stderr,
      durationMs: performance.now() - startedAt,
    })),
  };
}

/** A job that the server has, final or not; fails the test when it does not. */
export function jobOf({ server }: Grid, pandaId: number): JobRecord {
  const record = server.job(pandaId);
  if (record === undefined) throw new Error(`the server knows no job ${pandaId}`);
  return record;
}

/** How often the server's report names each file: twice would mean stored twice. */
export async function namesIn(grid: Grid): Promise<string[]> {
  return (await grid.stored()).map((path) => path.split('/').at(-1) ?? '').toSorted();
}

function defaultQueuedata(storage: string): Record<string, unknown> {
  return {
    nickname: 'TEST_QUEUE',
    panda_resource: 'TEST_QUEUE',
    status: 'online',
    appdir: '',
    copytool: 'cp',
    se: 'file://',
    seprodpath: join(storage, 'rucio'),
    sepath: join(storage, 'rucio'),
  };
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
}

async function writeWithParents(path: string, content: string | Buffer, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content, { mode });
}

function guidOf(lfn: string): string {
  const hex = createHash('md5').update(lfn).digest('hex').toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
