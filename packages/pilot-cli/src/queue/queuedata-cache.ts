import { join } from 'node:path';
import type { Logger } from '@panda-pilot/core';
import { writeDurably } from '@panda-pilot/runjob';
import { readBoundedFile } from '../bounded-file.ts';

/** What was fetched for one queue, for the pilots that come after below the same directory. */
export interface QueuedataCache {
  /** Resolves undefined when there is nothing, or what there is has become too old, or might be somebody else's. */
  read(): Promise<{ readonly text: string; readonly path: string } | undefined>;
  /** Never rejects: a directory that takes no file costs the next pilot a download. */
  write(text: string, logger: Logger): Promise<void>;
}

export function createQueuedataCache(
  queue: string,
  options: { readonly directory: string; readonly validitySeconds: number; readonly maxBytes: number },
): QueuedataCache {
  const path = join(options.directory, `queuedata-${encodeURIComponent(queue)}.json`);
  return {
    async read() {
      if (options.validitySeconds === 0) return undefined;
      const kept = await readBoundedFile(path, { maxBytes: options.maxBytes, onlyOurOwn: true }).catch(() => undefined);
      if (kept === undefined) return undefined;
      const ageSeconds = (Date.now() - kept.modifiedAt.getTime()) / 1000;
      const isValid = ageSeconds >= -60 && ageSeconds < options.validitySeconds;
      return isValid ? { text: kept.text, path } : undefined;
    },
    async write(text, logger) {
      if (options.validitySeconds === 0) return;
      try {
        await writeDurably(path, `${text}\n`);
      } catch (error) {
        logger.warn({ err: error, path }, 'the queuedata could not be kept for the next pilot');
      }
    },
  };
}
