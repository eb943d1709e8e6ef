import { join } from 'node:path';
import type { PilotError } from '@panda-pilot/core';
import type { JobRun } from '../job-run.ts';
import { type Limits, limitsOf } from '../state/limits.ts';
import { usageReport } from '../report/usage-report.ts';
import { coprocessPart, outputFiles, payloadParts } from '../payload/payload-parts.ts';
import { type Measured, type Sampler, startSampler } from '../sampler/sampler.ts';
import { watchCpuTime } from './cpu-time.ts';
import { watchFreeDisk } from './free-disk.ts';
import { watchLooping } from './looping.ts';
import { watchMemory } from './memory.ts';
import { watchOutputSize } from './output-size.ts';
import { watchSlotEnd } from './slot-end.ts';
import { keepStackTraces } from './stack-traces.ts';
import { watchStdoutSize } from './stdout-size.ts';
import { watchWallTime } from './wall-time.ts';
import { watchWorkDirectory } from './work-directory.ts';

/** The watch over a payload, from its first step to its last. */
export interface PayloadWatch {
  /** A step has started. */
  follow(pid: number): void;
  /** The payload is over: nothing is watched any more. */
  end(): Measured;
}

/**
 * Observes the payload and lets the watchdogs judge. The first that finds a limit passed settles the verdict; then the
 * stack traces are kept and the payload is ended. Storing the log has all its time: nobody waits for the slot.
 */
export function watchPayload(run: JobRun): PayloadWatch {
  const { assignment, directory, logger, stop } = run;
  const limits = limitsOf(assignment.job, assignment.queuedata, assignment.settings.limits);
  const over = new AbortController();
  const roots = [directory.work, directory.temporary];
  if (assignment.launch?.otherAccount === true && process.geteuid?.() !== 0) {
    logger.info(
      {},
      'of processes of another account only times and resident memory are seen: the samples say 0 for their I/O',
    );
  }
  const streams = streamsOf(run);
  const sampler = startSampler({ directory, roots, streams, limits, logger }, over.signal);
  // Watchdogs rest as soon as one has barked, or somebody else has ended the payload; the sampler goes on until it is gone.
  const resting = new AbortController();
  const signal = AbortSignal.any([over.signal, stop.signal, resting.signal]);
  const listen = async (name: string, watchdog: Watchdog): Promise<void> => {
    try {
      const error = await watchdog(signal);
      if (error === undefined || signal.aborted) return;
      resting.abort();
      await bark(run, { error, limits, sampler, signal: AbortSignal.any([over.signal, stop.signal]) });
    } catch (error) {
      logger.error({ err: error, watchdog: name }, 'a watchdog cannot watch any more');
    }
  };
  for (const [name, watchdog] of Object.entries(watchdogs(run, limits, sampler))) {
    void listen(name, watchdog);
  }
  void tellUsage(run, sampler, over.signal);
  return {
    follow: (pid) => sampler.follow(pid),
    end() {
      over.abort();
      return sampler.finish();
    },
  };
}

/** The agent's heartbeats carry what the payload has used so far. */
async function tellUsage({ tell }: JobRun, sampler: Sampler, signal: AbortSignal): Promise<void> {
  for await (const _ of sampler.processes.read(signal))
    tell({ type: 'payload-usage', usage: usageReport(sampler.measured(), []) });
}

type Watchdog = (signal: AbortSignal) => Promise<PilotError | undefined>;

/** A limit that is not set has no watchdog. */
function watchdogs(run: JobRun, limits: Limits, sampler: Sampler): Record<string, Watchdog> {
  const { assignment, directory } = run;
  const { work } = directory;
  const { outputs } = assignment.job;
  const streams = streamsOf(run);
  const directories = (signal: AbortSignal): ReturnType<Sampler['directory']['read']> => sampler.directory.read(signal);
  const processes = (signal: AbortSignal): ReturnType<Sampler['processes']['read']> => sampler.processes.read(signal);
  const logs = (): readonly string[] => [...streams, ...(sampler.directory.latest?.logs ?? [])];
  const lfns = outputs.map(({ lfn }) => lfn);
  const { loopingMs, memoryBytes, cpuSeconds, storeBy, wallSeconds } = limits;
  const { activeTime, directoryBeats } = sampler;
  const lookWithin = sampler.processBeats.within;
  return {
    freeDisk: (signal) => watchFreeDisk({ ...limits, directory: directory.root }, signal),
    stdoutSize: (signal) => watchStdoutSize({ ...limits, logs }, signal),
    outputSize: (signal) => watchOutputSize({ ...limits, work, lfns }, signal),
    workDirectory: (signal) =>
      watchWorkDirectory({ ...limits, directory: directories, lookWithin: directoryBeats.within }, signal),
    ...(loopingMs !== undefined && {
      looping: (signal) =>
        watchLooping({ loopingMs, directory: directories, activeTime, lookWithin: directoryBeats.within }, signal),
    }),
    ...(memoryBytes !== undefined && {
      memory: (signal) => watchMemory({ memoryBytes, processes, lookWithin }, signal),
    }),
    ...(cpuSeconds !== undefined && {
      cpuTime: (signal) => watchCpuTime({ cpuSeconds, processes, lookWithin }, signal),
    }),
    ...(wallSeconds !== undefined && { wallTime: (signal) => watchWallTime({ wallSeconds }, signal) }),
    ...(storeBy !== undefined && { slotEnd: (signal) => watchSlotEnd({ ...limits, storeBy, work, lfns }, signal) }),
  } satisfies Record<string, Watchdog>;
}

function streamsOf({ assignment, directory }: JobRun): string[] {
  const { job } = assignment;
  return [...payloadParts(job), coprocessPart(job)].flatMap((part) =>
    part === undefined ? [] : outputFiles(directory.work, part),
  );
}

async function bark(
  run: JobRun,
  found: {
    readonly error: PilotError;
    readonly limits: Limits;
    readonly sampler: Sampler;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { assignment, directory, env, logger, place, stop, verdict } = run;
  const { error, limits, sampler, signal } = found;
  logger.warn({ err: error }, 'the payload is over a limit');
  verdict.fail(error);
  const file = join(directory.records, 'stack_traces.txt');
  const members = (): ReturnType<Sampler['tree']['members']> => sampler.tree.members();
  const { stackTraceMs } = limits;
  const supervised = assignment.launch?.otherAccount === true;
  const examine: typeof place.examine = (command, bounds) => place.examine(command, bounds);
  const deps = { members, examine, path: env['PATH'] ?? '', file, stackTraceMs, logger, supervised };
  await keepStackTraces(deps, signal);
  stop.endPayload(error);
}
