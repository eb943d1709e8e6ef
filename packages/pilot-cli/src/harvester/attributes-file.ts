import type { JobUpdate } from '@panda-pilot/panda-client';
import { z } from 'zod';
import { readBoundedFile } from '../bounded-file.ts';
import { type WorkerAttributes, workerAttributes } from './worker-attributes.ts';
import { writeShared } from './shared-file.ts';

/** Where a pilot that tells neither the server nor Harvester puts its signs of life. */
export const heartbeatName = 'heartbeat.json';

/** Writes `worker_attributes.json`, or `heartbeat.json`: a reader sees the whole of one update, or of the one before. */
export async function writeAttributes(path: string, update: JobUpdate, now: Date): Promise<void> {
  await writeShared(path, JSON.stringify(workerAttributes(update, now)));
}

const attributesSchema = z.record(z.string(), z.union([z.string(), z.number()]));

/** The last update; undefined when there is none yet. */
export async function readAttributes(path: string): Promise<WorkerAttributes | undefined> {
  try {
    const { text } = await readBoundedFile(path, { maxBytes: 64 * 2 ** 20 });
    return attributesSchema.parse(JSON.parse(text));
  } catch {
    return undefined; // Harvester takes it away when it likes
  }
}
