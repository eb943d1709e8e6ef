import { lstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Logger } from '@panda-pilot/core';
import type { Limits } from '../state/limits.ts';
import type { JobDirectory } from '../state/workdir.ts';
import { type ActiveTime, createActiveTime } from './active-time.ts';
import { type Beats, createBeats, pause } from './beats.ts';
import { type DirectoryUse, createDirectoryTree } from './directory-tree.ts';
import { type Feed, createFeed } from './feed.ts';
import { appendSafely, memoryMonitorNames, createPrmonRows, prmonHeader, writePrmonSummary } from './prmon-files.ts';
import { createProcessSampler } from './process-sample.ts';
import { type ProcessTree, createProcessTree } from './process-tree.ts';
import { isLog, isProgress } from './relevant-files.ts';
import { type TimedSample, type UsageSummary, createUsageMeter } from './usage-summary.ts';

/** What was measured of a payload. */
export interface Measured {
  readonly usage: UsageSummary | undefined;
  /** The largest size of the work directory that was seen. */
  readonly workDirBytes: number | undefined;
}

/** The one observer of a payload: everything that watches or reports reads what it publishes. */
export interface Sampler {
  readonly tree: ProcessTree;
  readonly processes: Feed<TimedSample>;
  readonly directory: Feed<DirectoryUse>;
  readonly activeTime: ActiveTime;
  /** When the one and the other are looked at. */
  readonly processBeats: Beats;
  readonly directoryBeats: Beats;
  /** A step of the payload has started. */
  follow(pid: number): void;
  /** What has been measured so far. */
  measured(): Measured;
  /** To be called when `signal` is aborted: writes the summary and tells what was measured. Never throws. */
  finish(): Measured;
}

export interface SamplerOptions {
  readonly directory: JobDirectory;
  /** Where the payload writes: its work directory first. */
  readonly roots: readonly string[];
  /** Its stdout and stderr: how they grow tells when their lines were written. */
  readonly streams: readonly string[];
  readonly limits: Pick<Limits, 'processPeriodMs' | 'directoryPeriodMs' | 'memoryBytes'>;
  readonly logger: Logger;
}

/** The same in which a suspension of this process shows. */
const tickMs = 10_000;
/** A pass that takes so many periods hangs on a file server. */
const hangsAfterPeriods = 10;

/** Observes until `signal` is aborted. Keeps its samples in `D/samples.jsonl`, and as prmon would, where the pilot's records are. */
export function startSampler(options: SamplerOptions, signal: AbortSignal): Sampler {
  const { logger } = options;
  const tree = createProcessTree();
  const processes = createFeed<TimedSample>();
  const directory = createFeed<DirectoryUse>();
  const activeTime = createActiveTime();
  const processBeats = createBeats(options.limits.processPeriodMs, signal);
  const directoryBeats = createBeats(options.limits.directoryPeriodMs, signal);
  const meter = createUsageMeter();
  let workDirBytes: number | undefined;
  const record = createRecorder(options);
  const guard = (loop: Promise<void>): void => {
    loop.catch((error: unknown) => logger.error({ err: error }, 'the payload is not observed any more'));
  };
  guard(observeProcesses({ tree, meter, processes, activeTime, processBeats, record, directory }, options, signal));
  guard(
    observeDirectory({ ...options, directoryBeats }, signal, (use) => {
      workDirBytes = Math.max(workDirBytes ?? 0, use.sizeBytes);
      directory.publish(use);
    }),
  );
  guard(keepTime(activeTime, signal));
  const measured = (): Measured => ({ usage: meter.summary(), workDirBytes });
  return {
    tree,
    processes,
    directory,
    activeTime,
    processBeats,
    directoryBeats,
    follow(pid) {
      meter.nextStep();
      tree.follow(pid);
    },
    measured,
    finish() {
      const known = measured();
      if (known.usage !== undefined) record.summary(known.usage);
      return known;
    },
  };
}

interface ProcessObserver {
  readonly tree: ProcessTree;
  readonly meter: ReturnType<typeof createUsageMeter>;
  readonly processes: Feed<TimedSample>;
  readonly directory: Feed<DirectoryUse>;
  readonly activeTime: ActiveTime;
  readonly processBeats: Beats;
  readonly record: Recorder;
}

async function observeProcesses(to: ProcessObserver, options: SamplerOptions, signal: AbortSignal): Promise<void> {
  const { memoryBytes } = options.limits;
  const sampler = createProcessSampler(to.tree, memoryBytes === undefined ? undefined : memoryBytes / 1024);
  const startedAt = performance.now();
  for await (const _ of to.processBeats) {
    const sample = await sampler.sample();
    if (sample.processes === 0 || signal.aborted) continue;
    const wallSeconds = (performance.now() - startedAt) / 1000;
    const { latest } = to.processes;
    if (sample.suspended && latest?.suspended === true) {
      to.activeTime.payloadWasStopped((wallSeconds - latest.wallSeconds) * 1000);
    }
    const counted = to.meter.add({ ...sample, wallSeconds });
    to.record.sample(counted, to.directory.latest);
    to.processes.publish(counted);
  }
}

/** A pass that hangs does not keep the watchdogs from judging by what is known. */
async function observeDirectory(
  { directoryBeats, roots, limits }: SamplerOptions & Pick<Sampler, 'directoryBeats'>,
  signal: AbortSignal,
  publish: (use: DirectoryUse) => void,
): Promise<void> {
  const tree = createDirectoryTree({ roots, isRelevant: isProgress, isLog, signal });
  let known: DirectoryUse = { sizeBytes: 0, files: 0, newest: undefined, logs: [] };
  let pass: Promise<DirectoryUse> | undefined;
  for await (const _ of directoryBeats) {
    pass ??= tree.pass();
    const use = await within(pass, limits.directoryPeriodMs * hangsAfterPeriods, signal);
    if (use !== undefined) {
      pass = undefined;
      known = use;
    }
    if (!signal.aborted) publish(known);
  }
}

async function within<T>(work: Promise<T>, ms: number, signal: AbortSignal): Promise<T | undefined> {
  const settled = new AbortController();
  const late = pause(ms, AbortSignal.any([signal, settled.signal])).then(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    settled.abort();
  }
}

async function keepTime(activeTime: ActiveTime, signal: AbortSignal): Promise<void> {
  while (await pause(tickMs, signal)) activeTime.tick(tickMs);
}

interface Recorder {
  sample(sample: TimedSample, directory: DirectoryUse | undefined): void;
  summary(usage: UsageSummary): void;
}

/** Writes what was seen. A disk or a payload that does not let it costs the record, never the job. */
function createRecorder({ directory, streams, logger }: SamplerOptions): Recorder {
  const refused = new Set<string>();
  const prmonRow = createPrmonRows();
  const attempt = (file: string, write: () => void): void => {
    try {
      write();
    } catch (error) {
      if (!refused.has(file)) logger.warn({ err: error, file }, 'a record of the payload could not be written');
      refused.add(file);
    }
  };
  return {
    sample(sample, use) {
      const at = new Date();
      const line = {
        at: at.toISOString(),
        ...sample,
        ...(use && { workDirBytes: use.sizeBytes, files: use.files }),
        streams: sizesOf(streams),
      };
      attempt(directory.samples, () => appendSafely(directory.samples, `${JSON.stringify(line)}\n`));
      const output = join(directory.records, memoryMonitorNames.output);
      const row = prmonRow(at, sample);
      if (row !== undefined) attempt(output, () => appendSafely(output, row, prmonHeader));
    },
    summary: (usage) => attempt(memoryMonitorNames.summary, () => writePrmonSummary(directory.records, usage)),
  };
}

function sizesOf(files: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    files.flatMap((file) => {
      const stat = lstatSync(file, { throwIfNoEntry: false });
      return stat === undefined ? [] : [[basename(file), stat.size]];
    }),
  );
}
