import { lstatSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';
import { redact } from '@panda-pilot/core';
import { z } from 'zod';
import { isPartOutput } from '../payload/payload-parts.ts';
import { textOf } from '../payload/payload-text.ts';
import { type Masks, masksFor } from '../secrets/masks.ts';
import { masksOfJob } from '../secrets/masks-of-job.ts';
import { parseJson } from '../state/parse-json.ts';
import { type JobDirectory, jobDirectory } from '../state/workdir.ts';
import { type Growth, readGrowth } from './growth.ts';
import { readJsonLine } from './json-line.ts';
import { linesOfFile } from './lines-of-file.ts';
import type { LogLine } from './log-line.ts';
import { mergeLines } from './merge-lines.ts';
import { payloadLine } from './payload-line.ts';

/** What is shown of a job. */
export interface JobLogOptions {
  /** With what the payload wrote. */
  readonly payload: boolean;
  /** With what the pilot wrote of the job, and of no job in particular. */
  readonly pilot: boolean;
}

const largestRecord = 64 * 1024 * 1024;

/**
 * Everything that was written about the job of the directory `D`, by its pilot, its runjob and its payload, in order of
 * time. Secrets are redacted. What is missing is left out.
 */
export async function* jobLog(root: string, { payload, pilot }: JobLogOptions): AsyncGenerator<LogLine> {
  const directory = jobDirectory(root);
  const jobId = jobIdOf(root);
  const logs = [
    ...(pilot ? [aboutJob(pilotLog(dirname(root)), jobId)] : []),
    jsonLog(directory.log),
    stderrOf(directory, jobId),
    ...(payload ? payloadLogs(await payloadOutputs(root), { ...directory, jobId, masks: masksOfJob(directory) }) : []),
  ];
  yield* mergeLines(logs);
}

/**
 * The files that hold what the payload of the job `D` wrote, in the order of its parts; of each stdout first, as it is
 * the longer story.
 */
export async function payloadOutputs(root: string): Promise<string[]> {
  const found = await Promise.all(workDirectories(root).map(outputsIn));
  return found.flat();
}

/** Where the payload of the job `D` may have worked: as the pilot's account, or as another one. */
export function workDirectories(root: string): string[] {
  return [jobDirectory(root, 'own-account').work, jobDirectory(root, 'other-account').work];
}

async function outputsIn(work: string): Promise<string[]> {
  try {
    const names = (await readdir(work)).filter(isPartOutput);
    return names.toSorted(inOrderOfParts).map((name) => join(work, name));
  } catch {
    return []; // the job has none yet or not there, or it has been cleared away
  }
}

function inOrderOfParts(a: string, b: string): number {
  return (
    placeOf(a) - placeOf(b) || parse(a).name.localeCompare(parse(b).name, 'en', { numeric: true }) || b.localeCompare(a)
  );
}

/** What runs before, beside and after the steps. */
function placeOf(name: string): number {
  return ['preprocess', 'payload', 'coprocess', 'postprocess'].findIndex((part) => name.startsWith(part));
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
async function* stderrOf({ journal, stderr }: JobDirectory, jobId: number | undefined): AsyncGenerator<LogLine> {
  const job = jobId === undefined ? {} : { jobId };
  let at: number | undefined;
  for await (const { text } of linesOfFile(stderr)) {
    at ??= readMoments(journal).at(-1)?.at ?? 0;
    yield { at, exact: false, source: 'runjob', level: 'error', ...job, text: redact(text) };
  }
}

/**
 * One log for each of the `files` that the payload wrote; `journal` and `samples` tell when. Without `masks` they hide
 * nothing: a tarball holds no secrets of the owner.
 */
export function payloadLogs(
  files: readonly string[],
  {
    jobId,
    journal,
    masks = masksFor(undefined),
    samples,
  }: Pick<JobDirectory, 'journal' | 'samples'> & { readonly jobId: number | undefined; readonly masks?: Masks },
): readonly AsyncGenerator<LogLine>[] {
  const ends = readMoments(journal).filter(({ event }) => event === 'payload-ended');
  const endOf = (path: string): number => {
    // Journals of older pilots do not name the part.
    const end = ends.findLast(({ part }) => part === undefined || basename(path).startsWith(`${part}.`));
    return end?.at ?? writtenAt(path);
  };
  const endsOf = new Map(files.map((path) => [basename(path), endOf(path)]));
  const growth = readGrowth(textOf(samples, largestRecord) ?? '', (name) => endsOf.get(name) ?? Infinity);
  return files.map((path) => payloadLog(path, { growth, jobId, masks }));
}

/** Of a payload whose end nobody has seen, its files know when it last wrote. */
function writtenAt(path: string): number {
  return lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
}

async function* payloadLog(
  path: string,
  { growth, jobId, masks }: { readonly growth: Growth; readonly jobId: number | undefined; readonly masks: Masks },
): AsyncGenerator<LogLine> {
  for await (const { text, lastByte } of linesOfFile(path)) {
    yield payloadLine(text, { path, jobId, masks, at: growth.timeAt(basename(path), lastByte) });
  }
}

/** The number of a directory `PandaJob_4711`. */
function jobIdOf(root: string): number | undefined {
  const [, digits] = /^PandaJob_(\d+)$/.exec(basename(root)) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

const momentSchema = z.object({
  at: z.iso.datetime().transform((text) => Date.parse(text)),
  event: z.string(),
  /** What a step of the payload is called that has ended. */
  part: z.string().optional(),
});
type Moment = z.infer<typeof momentSchema>;

/** When what happened, by the journal. */
function readMoments(journal: string): readonly Moment[] {
  const lines = (textOf(journal, largestRecord) ?? '').split('\n');
  return lines.flatMap((line) => momentSchema.safeParse(parseJson(line)).data ?? []);
}
