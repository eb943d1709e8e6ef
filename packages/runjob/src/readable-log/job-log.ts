import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { redact } from '@panda-pilot/core';
import { z } from 'zod';
import { textOf } from '../payload/payload-text.ts';
import { type JobDirectory, jobDirectory } from '../state/workdir.ts';
import { readGrowth } from './growth.ts';
import { readJsonLine } from './json-line.ts';
import { parsedJson } from './parsed-json.ts';
import { linesOfFile } from './lines-of-file.ts';
import { type LogLine, streamName } from './log-line.ts';
import { mergeLines } from './merge-lines.ts';

/** What is shown of a job. */
export interface JobLogOptions {
  /** With what the payload wrote. */
  readonly payload: boolean;
  /** With what the pilot wrote of the job, and of no job in particular. */
  readonly pilot: boolean;
}

const largestRecord = 64 * 1024 * 1024;

/**
 * Everything that was written about the job of the directory `D`, by its pilot, its runjob and its payload, in order of time. Secrets are redacted. What is missing is left out.
 */
export async function* jobLog(root: string, { payload, pilot }: JobLogOptions): AsyncGenerator<LogLine> {
  const directory = jobDirectory(root);
  const jobId = jobIdOf(root);
  const logs = [
    ...(pilot ? [aboutJob(pilotLog(dirname(root)), jobId)] : []),
    jsonLog(directory.log),
    stderrOf(directory, jobId),
    ...(payload ? (await payloadOutputs(root)).map((path) => payloadLog(directory, basename(path), jobId)) : []),
  ];
  yield* mergeLines(logs);
}

/** The files that hold what the payload of the job `D` wrote: stdout first, as it is the longer story. */
export async function payloadOutputs(root: string): Promise<string[]> {
  const { work } = jobDirectory(root);
  try {
    const names = (await readdir(work)).filter((name) => /^payload(_\d+)?\.std(out|err)$/.test(name));
    return names.toSorted((a, b) => b.localeCompare(a)).map((name) => join(work, name));
  } catch {
    return []; // the job has none yet, or has been cleared away
  }
}

/** What the pilot of the site directory `site` wrote. */
export function pilotLog(site: string): AsyncGenerator<LogLine> {
  return jsonLog(join(site, 'pilot.log'));
}

async function* jsonLog(path: string): AsyncGenerator<LogLine> {
  for await (const { text } of linesOfFile(path)) {
    const line = readJsonLine(text);
    if (line !== undefined) yield line;
  }
}

async function* aboutJob(log: AsyncIterable<LogLine>, jobId: number | undefined): AsyncGenerator<LogLine> {
  for await (const line of log) if (line.jobId === undefined || line.jobId === jobId) yield line;
}

/** What Node itself says of a runjob that breaks has no time: it stands behind all that is on record. */
async function* stderrOf(directory: JobDirectory, jobId: number | undefined): AsyncGenerator<LogLine> {
  const at = readMoments(directory.journal).at(-1)?.at ?? 0;
  for await (const { text } of linesOfFile(directory.stderr)) {
    yield { at, exact: false, source: 'runjob', level: 'error', ...withJob(jobId), text: redact(text) };
  }
}

async function* payloadLog(
  { work, journal, samples }: JobDirectory,
  name: string,
  jobId: number | undefined,
): AsyncGenerator<LogLine> {
  const ended = readMoments(journal).findLast(({ event }) => event === 'payload-ended');
  const growth = readGrowth(textOf(samples, largestRecord) ?? '', ended?.at ?? Date.now());
  const stream = streamName(name);
  for await (const { text, lastByte } of linesOfFile(join(work, name))) {
    const at = growth.timeAt(name, lastByte);
    yield { at, exact: false, source: 'payload', level: 'info', ...withJob(jobId), text: redact(`${stream}: ${text}`) };
  }
}

function withJob(jobId: number | undefined): { readonly jobId?: number } {
  return jobId === undefined ? {} : { jobId };
}

/** The number of a directory `PandaJob_4711`. */
function jobIdOf(root: string): number | undefined {
  const [, digits] = /^PandaJob_(\d+)$/.exec(basename(root)) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

const momentSchema = z.object({ at: z.iso.datetime().transform((text) => Date.parse(text)), event: z.string() });

/** When what happened, by the journal. */
function readMoments(journal: string): readonly z.infer<typeof momentSchema>[] {
  const lines = (textOf(journal, largestRecord) ?? '').split('\n');
  return lines.flatMap((line) => momentSchema.safeParse(parsedJson(line)).data ?? []);
}
