import { z } from 'zod';
import type { Acquired } from '../records/acquire-jobs.ts';
import { updateAnswer } from '../wire/answers.ts';
import type { JobStatus } from '../records/job-status.ts';
import type { BulkAnswer } from '../panda-client.ts';
import { isPandaServerError } from '../failures/panda-server-error.ts';
import { parseData } from '../failures/parse-data.ts';
import { type CallContext, serverFailure } from '../failures/server-failure.ts';
import { identifier } from '../wire/wire-value.ts';
import { acquired, jobStatuses } from './answers.ts';
import type { V1Api } from './call.ts';
import { asEnvelope, dataOf, type Envelope } from './envelope.ts';
import type { Methods, Within } from '../methods.ts';
import { acquireJobsArguments, updateJobArguments } from './wire.ts';

/** `pilot/*` about jobs, and `job/set_debug_mode`. */
export function jobMethods(
  api: V1Api,
): Methods<'acquireJobs' | 'updateJob' | 'updateJobsInBulk' | 'getJobStatus' | 'checkJobs' | 'setDebugMode'> {
  return {
    async acquireJobs(request, bounds) {
      const call = { method: 'pilot/acquire_jobs', body: acquireJobsArguments(request), repeatable: false } as const;
      return readAcquired(await api.answerTo(call, bounds), api.contextOf(call.method));
    },
    async updateJob(update, bounds) {
      return api.ask({ method: 'pilot/update_job', body: updateJobArguments(update) }, updateAnswer, bounds);
    },
    async updateJobsInBulk(updates, bounds) {
      const call = { method: 'pilot/update_jobs_bulk', body: { job_list: updates.map(updateJobArguments) } };
      const answers = await api.ask(call, z.array(z.unknown()), bounds);
      return readBulk(answers, updates.length, api.contextOf(call.method));
    },
    getJobStatus: (jobIds, bounds) => jobStatusOf(jobIds, { api, bounds }),
    async checkJobs(jobIds, bounds) {
      return (await jobStatusOf(jobIds, { api, bounds })).map(({ jobId, state }) => ({ jobId, state }));
    },
    async setDebugMode({ jobId, mode }, bounds) {
      const body = { job_id: identifier('jobId', jobId), mode: mode === 'on' };
      const method = 'job/set_debug_mode';
      mustBeSet(await api.answerTo({ method, body }, bounds), api.contextOf(method));
    },
  };
}

/** Apache takes a request line of 8190 bytes; `job_ids=` with a number and its `&` is at most 25. */
const maxIdsPerQuery = 300;

async function jobStatusOf(jobIds: readonly number[], { api, bounds }: Within<V1Api>): Promise<readonly JobStatus[]> {
  const known: JobStatus[] = [];
  for (const ids of chunksOf(jobIds, maxIdsPerQuery)) {
    const query = { job_ids: ids.map((id) => String(identifier('jobId', id))) };
    known.push(...(await api.ask({ method: 'pilot/get_job_status', query }, jobStatuses, bounds)));
  }
  return known;
}

/** An empty queue comes as a refusal, in these words. */
function readAcquired(answer: Envelope, context: CallContext): Acquired {
  if (!answer.success && /^no jobs in panda/i.test(answer.message)) return { kind: 'no-job' };
  const { jobs } = parseData(acquired, dataOf(answer, context), context);
  return jobs.length === 0 ? { kind: 'no-job' } : { kind: 'jobs', jobs };
}

function readBulk(answers: readonly unknown[], expected: number, context: CallContext): readonly BulkAnswer[] {
  if (answers.length !== expected) {
    throw serverFailure(context, { kind: 'bad-answer', detail: `${answers.length} answers to ${expected} updates` });
  }
  return answers.map((answer) => readBulkEntry(answer, context));
}

function readBulkEntry(answer: unknown, context: CallContext): BulkAnswer {
  try {
    return parseData(updateAnswer, dataOf(asEnvelope(answer, context), context), context);
  } catch (error) {
    if (isPandaServerError(error)) return error;
    throw error;
  }
}

/** Success that calls itself none: `success: false` with the message "Succeeded". */
function mustBeSet(answer: Envelope, context: CallContext): void {
  if (!/^succeeded$/i.test(answer.message.trim())) dataOf(answer, context);
}

function chunksOf<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
