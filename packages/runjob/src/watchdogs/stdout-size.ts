import { lstat } from 'node:fs/promises';
import { basename } from 'node:path';
import { PilotError } from '@panda-pilot/core';
import { createBeats } from '../sampler/beats.ts';
import { createForesight, type Foresight } from './foresight.ts';

export interface StdoutSizeDeps {
  readonly stdoutBytes: number;
  readonly filePeriodMs: number;
  /** Paths of what the log tarball carries whole: the payload's own streams, and the logs of its transformations. */
  readonly logs: () => readonly string[];
}

/** Resolves with STDOUT_TOO_BIG when the payload's stdout, its stderr, or another of its logs is larger than `stdoutBytes`. */
export async function watchStdoutSize(
  { stdoutBytes, filePeriodMs, logs }: StdoutSizeDeps,
  signal: AbortSignal,
): Promise<PilotError | undefined> {
  const beats = createBeats(filePeriodMs, signal);
  const foresight = new Map<string, Foresight>();
  for await (const _ of beats) {
    for (const path of logs()) {
      const sizeBytes = await sizeOf(path);
      const dueIn = foresight.get(path) ?? createForesight(stdoutBytes);
      foresight.set(path, dueIn);
      beats.within(dueIn(sizeBytes));
      if (sizeBytes <= stdoutBytes) continue;
      const name = basename(path);
      return new PilotError('STDOUT_TOO_BIG', `${name} has ${sizeBytes} bytes (limit ${stdoutBytes})`, {
        details: { file: name, sizeBytes, limitBytes: stdoutBytes },
      });
    }
  }
  return undefined;
}

/** 0 for what is not a regular file. */
async function sizeOf(path: string): Promise<number> {
  try {
    const stat = await lstat(path);
    return stat.isFile() ? stat.size : 0;
  } catch {
    return 0; // not made yet, or removed
  }
}
