import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Job, reasonOf } from '@panda-pilot/core';
import { readLease } from '@panda-pilot/lease';
import {
  type JobReport,
  type JournalLine,
  type LogLine,
  jobDirectory,
  jobLog,
  jobReportSchema,
  readAssignment,
  readJournal,
  readSamples,
  readSteps,
} from '@panda-pilot/runjob';
import { boundLog } from './bounded-log.ts';
import type { JobEvidence } from './evidence.ts';

/** Reads the directory `D` of a job, whatever state it is in. Never rejects: what cannot be read is among the `defects`. */
export async function readJobDirectory(root: string): Promise<JobEvidence> {
  const evidence = await readDirectory(root, jobLog(root, { payload: true, pilot: true }));
  return { ...evidence, origin: { kind: 'directory', path: root } };
}

/** The same for what is laid out as `D`, with a log that is put together by the caller. */
export async function readDirectory(root: string, log: AsyncIterable<LogLine>): Promise<Omit<JobEvidence, 'origin'>> {
  const directory = jobDirectory(root);
  const defects: string[] = [];
  const complain = (what: string, error: unknown): undefined => {
    if (!isAbsent(error)) defects.push(`${what} cannot be read: ${firstLine(reasonOf(error))}`);
    return undefined;
  };
  const report = await readReport(directory.report).catch((error: unknown) => complain('report.json', error));
  const assigned = await readJob(directory.assignment).catch((error: unknown) => complain('job.json', error));
  const journal = journalOf(directory.journal, complain);
  return {
    pandaId: report?.pandaId ?? pandaIdIn(journal) ?? pandaIdOf(root),
    job: assigned?.job,
    queue: assigned?.queue,
    report,
    journal,
    steps: await allOf(readSteps(directory.log)),
    samples: await allOf(readSamples(directory.samples)),
    log: await boundLog(log),
    running: isHeld(root),
    defects,
  };
}

async function readReport(path: string): Promise<JobReport> {
  return jobReportSchema.parse(JSON.parse(await readFile(path, 'utf8')));
}

async function readJob(path: string): Promise<{ readonly job: Job; readonly queue: string }> {
  const { job, queuedata } = await readAssignment(path);
  return { job, queue: queuedata.name };
}

function journalOf(path: string, complain: (what: string, error: unknown) => undefined): readonly JournalLine[] {
  try {
    return readJournal(path).events;
  } catch (error) {
    complain('journal.jsonl', error);
    return [];
  }
}

function pandaIdIn(journal: readonly JournalLine[]): number | undefined {
  const accepted = journal.find((line) => line.event === 'job-accepted');
  return accepted?.event === 'job-accepted' ? accepted.pandaId : undefined;
}

function pandaIdOf(root: string): number | undefined {
  const [, digits] = /^PandaJob_(\d+)$/.exec(basename(root)) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function isHeld(root: string): boolean {
  try {
    return readLease(root).kind === 'held';
  } catch {
    return false; // unreadable, or not there: nobody is known to work on it
  }
}

/** What zod and JSON.parse say further is for developers. */
function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function isAbsent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === 'ENOENT') || isAbsent(error.cause);
}

async function allOf<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const given: T[] = [];
  for await (const item of items) given.push(item);
  return given;
}
