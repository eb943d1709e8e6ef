import type { Job } from './job.ts';
import type { WireJob } from './wire-job.ts';

/**
 * Reads the job dictionary of the server. Throws one PilotError that names every field that is wrong, with its value.
 * An object that comes from JSON is enough; nothing of it is changed or kept.
 */
export function parseJob(wire: unknown): Job {
  throw new Error(`not written yet: ${typeof wire}`);
}

/** The dictionary that says what `job` says: what the server sent, changed only where `job` was. */
export function serializeJob(job: Job): WireJob {
  return job.wire;
}
