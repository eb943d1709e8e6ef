import type { Limits } from '../state/limits.ts';
import { type ActiveTime, createActiveTime } from './active-time.ts';
import { type Beats, createBeats, pause } from './beats.ts';
import { type DirectoryUse, createDirectoryTree } from './directory-tree.ts';
import { type Feed, createFeed } from './feed.ts';
import { createProcessSampler } from './processes/process-sample.ts';
import { type ProcessTree, createProcessTree } from './processes/process-tree.ts';
import { type Recorder, type RecorderOptions, createRecorder } from './recorder.ts';
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

export interface SamplerOptions extends RecorderOptions {
  /** Where the payload writes: its work directory first. */
  readonly roots: readonly string[];
  readonly limits: Pick<Limits, 'processPeriodMs' | 'directoryPeriodMs' | 'memoryBytes'>;
}

/** The same in which a suspension of this process shows. */
const tickMs = 10_000;
/** A pass that takes so many periods hangs on a file server. */
const hangsAfterPeriods = 10;

/** Observes until `signal` is aborted, and has what it sees recorded. */
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
