import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Masks } from '../secrets/masks.ts';
import { readJsonLine } from './json-line.ts';
import { linesOfFile } from './lines-of-file.ts';
import type { LogLine } from './log-line.ts';
import { payloadLine } from './payload-line.ts';

/** A log that may grow: JSON lines of a pilot or runjob, or a payload's plain output, in which the secrets of its owner are hidden. */
export type GrowingLog = {
  readonly path: string;
  /** Lines of other jobs are left out; undefined: of all. */
  readonly jobId: number | undefined;
} & ({ readonly kind: 'json' } | { readonly kind: 'plain'; readonly masks: Masks });

/** What is followed: asked again whenever something has changed, for jobs come and go. */
export interface Followed {
  /** Directories whose changes are waited for. */
  readonly directories: readonly string[];
  readonly logs: readonly GrowingLog[];
}

/**
 * The lines that are written to the logs from here on, as they come: those of one look in order of time. Waits for the
 * system's word of a change and never looks by the clock. Ends when `signal` is aborted.
 */
export async function* followLogs(find: () => Promise<Followed>, signal: AbortSignal): AsyncGenerator<LogLine> {
  const read = new Map<string, number>();
  const alarm = createAlarm(signal);
  try {
    let first = true;
    for (; !signal.aborted; first = false) {
      const { directories, logs } = await find();
      alarm.watch(directories);
      // What stood there when we came has been told; a log that appeared since is new from its first byte.
      if (first) for (const { path } of logs) read.set(path, await sizeOf(path));
      const lines: LogLine[] = [];
      for (const log of logs) lines.push(...(await newLines(log, read)));
      yield* lines.toSorted((a, b) => a.at - b.at);
      await alarm.ring();
    }
  } finally {
    alarm.close();
  }
}

async function newLines(log: GrowingLog, read: Map<string, number>): Promise<LogLine[]> {
  const { path, jobId } = log;
  const known = read.get(path) ?? 0;
  const from = known > (await sizeOf(path)) ? 0 : known;
  read.set(path, from);
  const lines: LogLine[] = [];
  for await (const { text, lastByte } of linesOfFile(path, { from, unfinished: false })) {
    read.set(path, lastByte + 1);
    const line = log.kind === 'json' ? readJsonLine(text) : payloadLine(text, { ...log, at: Date.now() });
    if (line !== undefined && concerns(line, jobId)) lines.push(line);
  }
  return lines;
}

function concerns(line: LogLine, jobId: number | undefined): boolean {
  return jobId === undefined || line.jobId === undefined || line.jobId === jobId;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0; // not there yet
  }
}

interface Alarm {
  watch(directories: readonly string[]): void;
  /** Resolves at the next change since the last time, at once if there was one. */
  ring(): Promise<void>;
  close(): void;
}

function createAlarm(signal: AbortSignal): Alarm {
  const watchers = new Map<string, FSWatcher>();
  let changed = false;
  let wake: (() => void) | undefined;
  const rung = (): void => {
    changed = true;
    wake?.();
  };
  const drop = (directory: string): void => {
    watchers.get(directory)?.close();
    watchers.delete(directory);
  };
  signal.addEventListener('abort', rung, { once: true });
  return {
    watch(directories) {
      for (const gone of [...watchers.keys()].filter((one) => !directories.includes(one))) drop(gone);
      for (const directory of directories) {
        if (watchers.has(directory)) continue;
        try {
          const watcher = watch(directory, rung);
          watcher.on('error', () => drop(directory));
          watchers.set(directory, watcher);
          changed = true; // it may have changed between the look and the watch
        } catch {
          // gone already
        }
      }
    },
    async ring() {
      if (!changed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
      changed = false;
    },
    close() {
      for (const directory of watchers.keys()) drop(directory);
      signal.removeEventListener('abort', rung);
    },
  };
}
