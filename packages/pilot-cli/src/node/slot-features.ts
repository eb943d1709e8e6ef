import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@panda-pilot/core';
import type { Environment } from './batch-system.ts';

/** What the batch system says of this slot, by the Machine/Job Features protocol (HSF-TN-2016-02). An absent key was not told. */
export interface SlotFeatures {
  /** When the slot ends, in milliseconds since 1970. */
  readonly endsAt?: number;
  readonly cpuSeconds?: number;
  readonly memoryBytes?: number;
  readonly diskBytes?: number;
}

export interface SlotFeaturesDeps {
  readonly fetch: typeof fetch;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  now(): number;
}

/** A web server of the machine's own answers at once, or is not there. */
const answerMs = 3000;
/** A value is a number; what is longer is none. */
const longestValue = 64;

/**
 * Reads what `$MACHINEFEATURES` and `$JOBFEATURES` name: directories, or URLs that stand for them. What is not there or
 * no number is absent; a place that does not answer costs three seconds and a warning.
 */
export async function readSlotFeatures(env: Environment, deps: SlotFeaturesDeps): Promise<SlotFeatures> {
  const machine = placeOf(env['MACHINEFEATURES'], deps);
  const job = placeOf(env['JOBFEATURES'], deps);
  const [shutdown, jobShutdown, start, wall, cpuSeconds, memory, memoryMb, disk, diskGb] = await Promise.all([
    machine('shutdowntime'),
    job('shutdowntime_job'),
    job('jobstart_secs'),
    job('wall_limit_secs'),
    job('cpu_limit_secs'),
    job('max_rss_bytes'),
    job('mem_limit_MB'),
    job('scratch_limit_bytes'),
    job('disk_limit_GB'),
  ]);
  const memoryBytes = memory ?? inBytes(memoryMb, 1e6);
  const diskBytes = disk ?? inBytes(diskGb, 1e9);
  const wallEnd = wall === undefined ? undefined : (start ?? deps.now() / 1000) + wall;
  const ends = [shutdown, jobShutdown, wallEnd].filter((end) => end !== undefined);
  return {
    ...(ends.length === 0 ? {} : { endsAt: Math.min(...ends) * 1000 }),
    ...(cpuSeconds === undefined ? {} : { cpuSeconds }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(diskBytes === undefined ? {} : { diskBytes }),
  };
}

/** As the protocol's first version told it. */
function inBytes(value: number | undefined, unit: number): number | undefined {
  return value === undefined ? undefined : value * unit;
}

type Place = (key: string) => Promise<number | undefined>;

function placeOf(place: string | undefined, { fetch, logger }: SlotFeaturesDeps): Place {
  if (place === undefined || place === '') return () => Promise.resolve(undefined);
  if (!/^https?:\/\//.test(place)) return async (key) => numberIn(await textOf(join(place, key)));
  const signal = AbortSignal.timeout(answerMs);
  return async (key) => {
    try {
      const answer = await fetch(`${place.replace(/\/$/, '')}/${key}`, { signal });
      return answer.ok ? numberIn(await answer.text()) : undefined;
    } catch (error) {
      logger.warn({ err: error, place, key }, 'the features of the slot could not be read');
      return undefined;
    }
  };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return ''; // the batch system does not tell it
  }
}

/** Positive: a limit of nothing is none. */
function numberIn(text: string): number | undefined {
  const words = text.trim();
  const value = words === '' || words.length > longestValue ? Number.NaN : Number(words);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}
