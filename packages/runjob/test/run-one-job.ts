import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseJob, silentLogger } from '@panda-pilot/core';
import { expectNoProcessNaming, tempDir } from '@panda-pilot/testkit';
import type { LimitSettings } from '../src/state/limits.ts';
import type { PayloadSettings } from '../src/state/payload-settings.ts';
import type { JobReport } from '../src/state/job-report.ts';
import { main } from '../src/main.ts';
import { type JobDirectory, jobDirectory, makeJobDirectory } from '../src/state/workdir.ts';
import { writeAssignment } from '../src/state/assignment.ts';

/** What became of a job, and where. */
export interface FinishedJob {
  readonly report: JobReport;
  readonly directory: JobDirectory;
  readonly durationMs: number;
  /** By how much the busy machine let a timer of runjob, which runs in this process, and a look at a file be late at worst. */
  readonly latenessMs: number;
  /** Names of what the storage holds. */
  readonly stored: readonly string[];
  readonly storage: string;
  /** The text of a file of the work directory. */
  read(name: string): Promise<string>;
}

/** Runs a shell script as the payload of a job with one output `out.txt` and a log, for real, and fails when a process is left. */
export async function runOneJob(
  lines: string,
  given: {
    readonly job?: Readonly<Record<string, unknown>>;
    readonly limits?: Partial<LimitSettings>;
    readonly payload?: Partial<PayloadSettings>;
    readonly queuedata?: Readonly<Record<string, unknown>>;
    readonly graceMs?: number;
    /** Where the directory of the job is; among the other files of the test when absent. */
    readonly place?: string;
    readonly during?: (directory: JobDirectory) => Promise<void>;
  } = {},
): Promise<FinishedJob> {
  const root = await tempDir();
  const storage = join(root, 'storage');
  const payload = join(root, 'payload');
  await mkdir(join(storage, 'rucio/test'), { recursive: true });
  await writeFile(payload, `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  const directory = jobDirectory(join(given.place ?? root, 'D'));
  await makeJobDirectory(directory);
  await writeAssignment(directory.assignment, {
    job: parseJob({ ...wireJob(payload), ...given.job }),
    queue: 'TEST_QUEUE',
    queuedataText: JSON.stringify({ ...queuedata(storage), ...given.queuedata }),
    settings: {
      graceMs: given.graceMs ?? 300,
      limits: { ...quick, ...given.limits },
      ...(given.payload === undefined ? {} : { payload: given.payload }),
    },
  });
  const lateness = watchLateness();
  const startedAt = performance.now();
  const running = main({
    directory: directory.root,
    env: { PATH: process.env['PATH'] ?? '' },
    again: false,
    createLogger: () => silentLogger,
    onSignal: () => undefined,
    leave: () => undefined,
  });
  await given.during?.(directory);
  const report = await running;
  const durationMs = performance.now() - startedAt;
  const latenessMs = lateness.end();
  await expectNoProcessNaming(root);
  return {
    report,
    directory,
    durationMs,
    latenessMs,
    stored: await filesBelow(storage),
    storage,
    read: (name) => readFile(join(directory.work, name), 'utf8'),
  };
}

/** Timers wait for the thread that runs this, looks at files for others. */
function watchLateness(): { readonly end: () => number } {
  const timers = monitorEventLoopDelay({ resolution: 10 });
  timers.enable();
  let slowestLookMs = 0;
  const over = new AbortController();
  const looking = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const startedAt = performance.now();
      await stat('/');
      slowestLookMs = Math.max(slowestLookMs, performance.now() - startedAt);
      await sleep(20);
    }
  };
  void looking();
  return {
    end() {
      over.abort();
      timers.disable();
      return timers.max / 1e6 + slowestLookMs;
    },
  };
}

/** Looks every 0.2 s; stack traces only where a test asks for them. */
const quick: Partial<LimitSettings> = {
  processPeriodMs: 200,
  directoryPeriodMs: 200,
  filePeriodMs: 200,
  freeDiskBytes: 0,
  stackTraceMs: 0,
};

function wireJob(transformation: string): Record<string, unknown> {
  return {
    PandaID: 4711,
    attemptNr: 1,
    prodSourceLabel: 'managed',
    transformation,
    jobPars: '',
    outFiles: 'out.txt,log.tgz',
    logFile: 'log.tgz',
    logGUID: '6EBE1D0A-9C5F-4A55-8D0E-0A1F2B3C4D5E',
    scopeOut: 'test',
    scopeLog: 'test',
    realDatasets: 'out,log',
    destinationDblock: 'out,log',
    destinationDBlockToken: 'NULL,NULL',
    ddmEndPointOut: 'NULL,NULL',
  };
}

function queuedata(storage: string): Record<string, unknown> {
  return {
    nickname: 'TEST_QUEUE',
    copytool: 'cp',
    se: 'file://',
    seprodpath: join(storage, 'rucio'),
    sepath: join(storage, 'rucio'),
  };
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? [entry.name] : [])).toSorted();
}
