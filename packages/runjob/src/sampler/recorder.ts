import { lstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Logger } from '@panda-pilot/core';
import type { JobDirectory } from '../state/workdir.ts';
import type { DirectoryUse } from './directory-tree.ts';
import { appendSafely, createPrmonRows, memoryMonitorNames, prmonHeader, writePrmonSummary } from './prmon-files.ts';
import type { TimedSample, UsageSummary } from './usage-summary.ts';

/** Keeps what was seen of a payload. */
export interface Recorder {
  sample(sample: TimedSample, directory: DirectoryUse | undefined): void;
  summary(usage: UsageSummary): void;
}

export interface RecorderOptions {
  readonly directory: JobDirectory;
  /** The payload's stdout and stderr: how they grow tells when their lines were written. */
  readonly streams: readonly string[];
  readonly logger: Logger;
}

/**
 * Writes `D/samples.jsonl`, and what prmon would, where the pilot's records are. A disk or a payload that does not let
 * it costs the record, never the job.
 */
export function createRecorder({ directory, logger, streams }: RecorderOptions): Recorder {
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
