import { z } from 'zod';
import type { Acquired } from '../acquire-jobs.ts';
import type { JobStatus } from '../job-status.ts';
import type { BulkAnswer, CallBounds, PandaClient } from '../panda-client.ts';
import { isPandaServerError } from '../panda-server-error.ts';
import { type CallContext, serverFailure } from '../server-failure.ts';
import type { Transport } from '../transport.ts';
import { identifier } from '../wire-value.ts';
import {
  acquired,
  eventRangeCommands,
  eventRanges,
  jobStatuses,
  keyPair,
  tokenKey,
  updateAnswer,
  userProxy,
} from './answers.ts';
import { createV1Api, type V1Api } from './call.ts';
import { asEnvelope, dataOf, type Envelope, parseData } from './envelope.ts';
import {
  acquireJobsArguments,
  eventRangeArguments,
  eventRangesArguments,
  updateJobArguments,
  workerNodeArguments,
  workerNodeGpuArguments,
  workerStatusArguments,
} from './wire.ts';

/** Everything but the connection's end. */
type Methods<Names extends keyof PandaClient> = Pick<PandaClient, Names>;

/** A client that speaks `/api/v1` over `transport` to the server at `origin`. */
export function createV1Client(transport: Transport, origin: string): PandaClient {
  const api = createV1Api(transport, origin);
  return {
    ...jobMethods(api),
    ...workerMethods(api),
    ...eventMethods(api),
    ...credentialMethods(api),
    isAlive: async (bounds) =>
      (await api.answerTo({ method: 'system/is_alive', query: {}, anonymous: true }, bounds)).success,
    close: () => transport.close(),
  };
}

function jobMethods(api: V1Api): Methods<'acquireJobs' | 'updateJob' | 'updateJobsInBulk' | 'getJobStatus'> {
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
    async getJobStatus(jobIds, bounds) {
      const known: JobStatus[] = [];
      for (const ids of chunksOf(jobIds, maxIdsPerQuery)) known.push(...(await jobStatusOf(ids, { api, bounds })));
      return known;
    },
  };
}

/** Apache takes a request line of 8190 bytes; `job_ids=` with a number and its `&` is at most 25. */
const maxIdsPerQuery = 300;

function jobStatusOf(
  jobIds: readonly number[],
  { api, bounds }: { api: V1Api; bounds: CallBounds | undefined },
): Promise<JobStatus[]> {
  const job_ids = jobIds.map((id) => String(identifier('jobId', id)));
  return api.ask({ method: 'pilot/get_job_status', query: { job_ids } }, jobStatuses, bounds);
}

function workerMethods(api: V1Api): Methods<'updateWorkerStatus' | 'updateWorkerNode' | 'updateWorkerNodeGpu'> {
  return {
    async updateWorkerStatus(update, bounds) {
      await api.ask({ method: 'pilot/update_worker_status', body: workerStatusArguments(update) }, z.unknown(), bounds);
    },
    async updateWorkerNode(node, bounds) {
      await api.ask({ method: 'pilot/update_worker_node', body: workerNodeArguments(node) }, z.unknown(), bounds);
    },
    async updateWorkerNodeGpu(gpu, bounds) {
      await api.ask({ method: 'pilot/update_worker_node_gpu', body: workerNodeGpuArguments(gpu) }, z.unknown(), bounds);
    },
  };
}

function eventMethods(api: V1Api): Methods<'acquireEventRanges' | 'updateEventRange'> {
  return {
    async acquireEventRanges(request, bounds) {
      const body = eventRangesArguments(request);
      return api.ask({ method: 'event/acquire_event_ranges', body, repeatable: false }, eventRanges, bounds);
    },
    async updateEventRange(update, bounds) {
      const body = eventRangeArguments(update);
      return api.ask({ method: 'event/update_single_event_range', body }, eventRangeCommands, bounds);
    },
  };
}

function credentialMethods(api: V1Api): Methods<'getProxy' | 'getAccessToken' | 'getTokenKey' | 'getKeyPair'> {
  return {
    async getProxy({ dn, role }, bounds) {
      return api.ask({ method: 'creds/get_proxy', query: { dn, role } }, userProxy, bounds);
    },
    async getAccessToken({ clientName, tokenKey: key }, bounds) {
      const query = { client_name: clientName, token_key: key?.reveal() };
      return api.ask({ method: 'creds/get_access_token', query }, userProxy, bounds);
    },
    async getTokenKey(clientName, bounds) {
      return api.ask({ method: 'creds/get_token_key', query: { client_name: clientName } }, tokenKey, bounds);
    },
    async getKeyPair({ publicKeyName, privateKeyName }, bounds) {
      const query = { public_key_name: publicKeyName, private_key_name: privateKeyName };
      return api.ask({ method: 'creds/get_key_pair', query }, keyPair, bounds);
    },
  };
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

function chunksOf<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
