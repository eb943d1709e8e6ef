import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type LeaseState, readLease } from '@panda-pilot/lease';
import {
  type Assignment,
  type JobDirectory,
  type RemainingSteps,
  jobDirectory,
  readAssignment,
  readJournal,
  remainingSteps,
} from '@panda-pilot/runjob';

/**
 * What the server says of a job. `silent`: nothing, though it was asked. `not-asked`: it can be. `nobody-asks`: who
 * looks has no server.
 */
export type ServerWord = 'ours' | 'over' | 'another-attempt' | 'unknown' | 'silent' | 'not-asked' | 'nobody-asks';

/** What is found of one job that a pilot has left; everything that is decided about it follows from this. */
export interface Remains {
  /** Of the runjob that works on it. */
  readonly lease: LeaseState['kind'];
  /** `job.json`: without it nobody knows what is to be done. */
  readonly assignment: 'whole' | 'absent' | 'unreadable';
  readonly queue: 'ours' | 'another';
  readonly finalUpdate: 'owed' | 'acknowledged';
  /** How often pilots have taken it up. */
  readonly recoveries: number;
  /** Since anything in its directory has changed. */
  readonly ageMs: number;
  readonly server: ServerWord;
}

/** The remains of a job, and what a successor needs to finish it. */
export interface FoundJob {
  readonly directory: JobDirectory;
  readonly remains: Remains;
  readonly assignment: Assignment | undefined;
}

/** Looks at a job's directory; asks nobody and changes nothing. Rejects when the directory is gone. */
export async function lookAtJob(path: string, queue: string | undefined): Promise<FoundJob> {
  const directory = jobDirectory(path);
  const ageMs = Date.now() - (await lastChange(path));
  const { assignment, steps } = await readWhatIsWritten(directory);
  const isAnothers = assignment !== undefined && queue !== undefined && assignment.queuedata.name !== queue;
  return {
    directory,
    assignment,
    remains: {
      lease: readLease(path).kind,
      assignment: assignment !== undefined ? 'whole' : existsSync(directory.assignment) ? 'unreadable' : 'absent',
      queue: isAnothers ? 'another' : 'ours',
      finalUpdate: steps?.finalUpdate ?? 'owed',
      recoveries: steps?.recoveries ?? 0,
      ageMs,
      server: 'not-asked',
    },
  };
}

interface WhatIsWritten {
  readonly assignment: Assignment | undefined;
  readonly steps?: RemainingSteps;
}

/** A journal that cannot be read is as bad as an assignment: guessing could store an output twice. */
async function readWhatIsWritten(directory: JobDirectory): Promise<WhatIsWritten> {
  try {
    const assignment = await readAssignment(directory.assignment);
    return { assignment, steps: remainingSteps(assignment.job, readJournal(directory.journal).events) };
  } catch {
    return { assignment: undefined };
  }
}

/** The newest time stamp of the directory itself and of what lies directly in it. */
async function lastChange(path: string): Promise<number> {
  const names = await readdir(path);
  const stats = await Promise.all(['.', ...names].map((name) => stat(join(path, name)).catch(() => undefined)));
  return Math.max(...stats.map((one) => one?.mtimeMs ?? 0));
}
