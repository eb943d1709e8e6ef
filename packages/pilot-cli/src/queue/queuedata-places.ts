import { join } from 'node:path';
import { download } from '@panda-pilot/download';
import { readBoundedFile } from '../bounded-file.ts';

/** A kind of place where a queue's configuration is kept. */
export type QueuedataSource = 'local' | 'panda' | 'cric' | 'cvmfs';

/** Where to look, and how long. */
export interface QueuedataPlaces {
  /** Where `queuedata.json` and `queuedata.dat` are looked for. */
  readonly directory: string;
  /** In this order; the first that gives a configuration is the one. */
  readonly sources: readonly QueuedataSource[];
  /** URLs with `{queue}` in the place of the queue's name. */
  readonly pandaUrl: string;
  readonly cricUrl: string;
  /** File with all queues, by name. */
  readonly cvmfsFile: string;
  /** For one place. */
  readonly timeoutMs: number;
}

/** One thing to look at. */
export interface Place {
  /** For people: what it is, and where. */
  readonly name: string;
  /** From outside of this node: worth keeping. */
  readonly fetched: boolean;
  /** Rejects with a DownloadError, the file system's error, or a plain sentence; within the time limit, whatever happens. */
  read(): Promise<string>;
}

/** The longest is CRIC's file of all queues, some 12 MB. */
export const maxQueuedataBytes = 64 * 2 ** 20;

/** All places to look at for `queue`, in their order. */
export function queuedataPlaces(queue: string, where: QueuedataPlaces): Place[] {
  const { timeoutMs } = where;
  const file = (name: string, paths: readonly string[], fetched: boolean): Place => ({
    name: `${name} (${paths.join(', ')})`,
    fetched,
    read: () => inTime(firstThatExists(paths), timeoutMs),
  });
  const url = (name: string, template: string): Place => {
    const address = template.replaceAll(/\{(panda)?queue\}/g, () => encodeURIComponent(queue));
    return {
      name: `${name} (${address})`,
      fetched: true,
      read: async () => String(await download(address, { timeoutMs, maxBytes: maxQueuedataBytes })),
    };
  };
  const places: Readonly<Record<QueuedataSource, () => Place>> = {
    local: () =>
      file(
        'local',
        localNames.map((name) => join(where.directory, name)),
        false,
      ),
    panda: () => url('PanDA', where.pandaUrl),
    cric: () => url('CRIC', where.cricUrl),
    cvmfs: () => file('CVMFS', [where.cvmfsFile], true),
  };
  return where.sources.map((source) => places[source]());
}

/** Today's form, and that of older wrappers. */
const localNames = ['queuedata.json', 'queuedata.dat'];

async function firstThatExists(paths: readonly string[]): Promise<string> {
  let missing: unknown;
  for (const path of paths) {
    try {
      return (await readBoundedFile(path, { maxBytes: maxQueuedataBytes })).text;
    } catch (error) {
      if (!isMissing(error)) throw error;
      missing = error;
    }
  }
  throw missing;
}

/** Whether a place is simply empty. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** A file system that hangs cannot be told to stop: it is left behind. */
async function inTime<T>(reading: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing within ${timeoutMs / 1000} s`)), timeoutMs);
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}
