import { parseJob } from './job-description.ts';
import { encodeJob } from './job-description/encode-job.ts';
import type { Job } from './job.ts';
import type { JsonValue, WireJob } from './wire-job.ts';

/**
 * The job dictionary that says what `job` says. What has not been changed since `parseJob` made the job is exactly as the
 * server sent it, unknown fields too: for a job as it was parsed the result equals `job.wire`. A changed field, and with
 * it those that are aligned with it, is in the form that the server would give it.
 */
export function serializeJob(job: Job): WireJob {
  const before = encodeJob(parseJob(job.wire)).map((group) => JSON.stringify(group));
  const changed = encodeJob(job).filter((group, index) => JSON.stringify(group) !== before[index]);
  const fields = changed.reduce((all, group) => ({ ...all, ...group }), { ...job.wire });
  return Object.fromEntries(Object.entries(fields).filter(isThere));
}

function isThere(entry: [string, JsonValue | undefined]): entry is [string, JsonValue] {
  return entry[1] !== undefined;
}
