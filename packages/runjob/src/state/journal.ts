import { closeSync, fsyncSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { openOwnFile, readOwnFile } from './own-file.ts';
import { parseJson } from './parse-json.ts';
import { pilotErrorSchema } from './pilot-error-schema.ts';
import { storedFileSchema } from './job-report.ts';

const ending = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exited'), exitCode: z.number().int() }),
  z.object({ kind: z.literal('signaled'), signal: z.string() }),
  z.object({ kind: z.literal('timed-out'), forced: z.boolean() }),
  z.object({ kind: z.literal('cancelled'), forced: z.boolean() }),
  z.object({ kind: z.literal('not-started'), code: z.string(), which: z.string(), message: z.string() }),
]);

/** How the payload ended, as the journal keeps it. */
export type PayloadEnding = z.infer<typeof ending>;

const event = z.discriminatedUnion('event', [
  z.object({ event: z.literal('job-accepted'), pandaId: z.number().int(), attemptNumber: z.number().int() }),
  /** A later pilot has taken the job up. */
  z.object({ event: z.literal('recovery-begun'), pid: z.number().int() }),
  /** Once for each process that has worked on the job. */
  z.object({ event: z.literal('runjob-started'), pid: z.number().int() }),
  z.object({
    event: z.literal('input-staged'),
    lfn: z.string(),
    sizeBytes: z.number(),
    checksum: z.string().optional(),
  }),
  /** An input on tape that a user's job does without. */
  z.object({ event: z.literal('input-skipped'), lfn: z.string() }),
  /** Not what the catalogue says, or not there; the job may have had the file from elsewhere. */
  z.object({
    event: z.literal('replica-damaged'),
    lfn: z.string(),
    url: z.string(),
    kind: z.enum(['checksum-mismatch', 'size-mismatch', 'not-found']),
    message: z.string(),
  }),
  /** Before anything of it runs: whoever dies between this and the next event has started it, or has not. */
  z.object({ event: z.literal('payload-starting'), step: z.number().int() }),
  z.object({ event: z.literal('payload-started'), pid: z.number().int(), startTicks: z.number() }),
  z.object({ event: z.literal('payload-ended'), ending, step: z.number().int(), part: z.string().optional() }),
  z.object({ event: z.literal('job-failed'), error: pilotErrorSchema }),
  z.object({ event: z.literal('output-stored'), file: storedFileSchema }),
  z.object({ event: z.literal('log-stored'), file: storedFileSchema }),
  /** Before the catalogue is asked: whoever dies between this and the next event has told it, or has not. */
  z.object({ event: z.literal('files-registering'), lfns: z.array(z.string()) }),
  z.object({ event: z.literal('files-registered'), lfns: z.array(z.string()) }),
  z.object({ event: z.literal('report-written'), state: z.string() }),
  z.object({ event: z.literal('final-update-acknowledged'), state: z.string() }),
]);

/** What has irrevocably happened to a job. */
export type JournalEvent = z.infer<typeof event>;

const line = z.intersection(z.object({ v: z.literal(1), at: z.string() }), event);

/** An event as it was written: `at` is when, ISO 8601 in UTC. */
export type JournalLine = z.infer<typeof line>;

/** The append-only record of one job. */
export interface Journal {
  /** What has happened, also what could not be written. */
  readonly events: readonly JournalEvent[];
  /** An event that this has returned from survives kill -9 and power loss. Throws the file system's error when it may not. */
  append(happened: JournalEvent): void;
}

/**
 * Opens the journal at `path`, reading what an earlier process left. A last line that a crash cut short is ignored, for what it tells
 * was never promised; anything else unreadable throws, because guessing could store an output twice.
 */
export function openJournal(path: string, now: () => Date = () => new Date()): Journal {
  const { events, torn } = readJournal(path);
  const seen: JournalEvent[] = [...events];
  let needsNewline = torn;
  return {
    events: seen,
    append(happened) {
      seen.push(happened);
      const written: JournalLine = { v: 1, at: now().toISOString(), ...happened };
      const text = `${needsNewline ? '\n' : ''}${JSON.stringify(written)}\n`;
      needsNewline = true; // a write that fails half-way leaves a torn line
      appendDurably(path, text);
      needsNewline = false;
    },
  };
}

/** The events at `path`, oldest first; none when there is no journal. `torn`: the last line was cut short. */
export function readJournal(path: string): { readonly events: readonly JournalLine[]; readonly torn: boolean } {
  const text = readIfThere(path);
  const torn = text !== '' && !text.endsWith('\n');
  const lines = text.split('\n').filter((one) => one !== '');
  const events = lines.flatMap((one, index) => {
    const parsed = line.safeParse(parseJson(one));
    if (parsed.success) return [parsed.data];
    // A torn line stays in the file when a successor appended after it: it never holds a whole event.
    if (index === lines.length - 1 || parseJson(one) === undefined) return [];
    throw new Error(`${path}:${index + 1} is no journal event: ${parsed.error.message}`);
  });
  return { events, torn };
}

/** Synchronous on purpose: nothing may happen between the decision and its record. */
function appendDurably(path: string, text: string): void {
  const file = openOwnFile(path, 0o640);
  try {
    // Unlike writeSync, which may write half of it to a disk that fills up, and not say so.
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function readIfThere(path: string): string {
  try {
    return readOwnFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
