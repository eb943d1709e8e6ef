import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { readBoundedFile } from '../bounded-file.ts';
import { writeShared } from './shared-file.ts';

const requestSchema = z.object({ nJobs: z.number().int().positive().max(100_000) });

/** Asks Harvester for so many further jobs (`worker_requestjob.json`). */
export async function writeJobRequest(path: string, jobCount: number): Promise<void> {
  await writeShared(path, JSON.stringify({ nJobs: jobCount }));
}

/** How many jobs a request asks for; undefined when there is none, or what is there is none. */
export async function readJobRequest(path: string): Promise<number | undefined> {
  try {
    const { text } = await readBoundedFile(path, { maxBytes: 10_000 });
    return requestSchema.parse(JSON.parse(text)).nJobs;
  } catch {
    return undefined; // half a file, or none: nobody has asked yet
  }
}

/** The request is met, or moot. */
export async function removeJobRequest(path: string): Promise<void> {
  await rm(path, { force: true });
}
