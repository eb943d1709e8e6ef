import type { Logger } from '@panda-pilot/core';
import { z } from 'zod';
import type { Acquired } from '../acquire-jobs.ts';
import { eventRangeCommands, eventRanges, tokenKey, updateAnswer } from '../answers.ts';
import type { EventRangeCommands, EventRangesAnswer, EventRangeUpdate } from '../event-range.ts';
import type { JobStatus } from '../job-status.ts';
import type { BulkAnswer, CallBounds, PandaClient } from '../panda-client.ts';
import { isPandaServerError } from '../panda-server-error.ts';
import { parseData } from '../parse-data.ts';
import { type CallContext, serverFailure } from '../server-failure.ts';
import type { ServerCommand } from '../server-command.ts';
import { timeLeft } from '../time-left.ts';
import type { Transport } from '../transport.ts';
import { identifier } from '../wire-value.ts';
import { acquired, jobStatuses, keyPair, userProxy } from './answers.ts';
import { createV1Api, type V1Api } from './call.ts';
import { asEnvelope, dataOf, type Envelope } from './envelope.ts';
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
export function createV1Client(transport: Transport, origin: string, logger: Logger): PandaClient {
  const api = createV1Api(transport, origin, logger);
  return {
    api: 'v1',
    ...jobMethods(api),
    ...workerMethods(api),
    ...eventMethods(api),
    ...credentialMethods(api),
    isAlive: async (bounds) =>
      (await api.answerTo({ method: 'system/is_alive', query: {}, anonymous: true }, bounds)).success,
    close: () => transport.close(),
  };
}

function jobMethods(
  api: V1Api,
): Methods<'acquireJobs' | 'updateJob' | 'updateJobsInBulk' | 'getJobStatus' | 'checkJobs'> {
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
  };
}

/** Apache takes a request line of 8190 bytes; `job_ids=` with a number and its `&` is at most 25. */
const maxIdsPerQuery = 300;

async function jobStatusOf(jobIds: readonly number[], { api, bounds }: Within): Promise<readonly JobStatus[]> {
  const known: JobStatus[] = [];
  for (const ids of chunksOf(jobIds, maxIdsPerQuery)) {
    const query = { job_ids: ids.map((id) => String(identifier('jobId', id))) };
    known.push(...(await api.ask({ method: 'pilot/get_job_status', query }, jobStatuses, bounds)));
  }
  return known;
}

interface Within {
  readonly api: V1Api;
  readonly bounds: CallBounds | undefined;
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

function eventMethods(api: V1Api): Methods<'acquireEventRanges' | 'updateEventRange' | 'updateEventRanges'> {
  return {
    async acquireEventRanges(request, bounds) {
      const body = eventRangesArguments(request);
      return api.ask({ method: 'event/acquire_event_ranges', body, repeatable: false }, eventRanges, bounds);
    },
    updateEventRange: (update, bounds) => updateRange(update, { api, bounds }),
    updateEventRanges: (updates, bounds) => updateRanges(updates, { api, bounds }),
  };
}

async function updateRange(update: EventRangeUpdate, { api, bounds }: Within): Promise<EventRangeCommands> {
  const body = eventRangeArguments(update);
  return api.ask({ method: 'event/update_single_event_range', body }, eventRangeCommands, bounds);
}

/** One after the other: the method for many answers HTTP 500 at 1.0.3, though it does its work, and nobody learns what it has done. */
async function updateRanges(updates: readonly EventRangeUpdate[], { api, bounds }: Within): Promise<EventRangesAnswer> {
  const taken: boolean[] = [];
  const commands = new Map<number, readonly ServerCommand[]>();
  const left = timeLeft(bounds, api.timeoutMs);
  for (const update of updates) {
    try {
      for (const [jobId, orders] of await updateRange(update, { api, bounds: left() })) commands.set(jobId, orders);
      taken.push(true);
    } catch (error) {
      if (!isPandaServerError(error, 'database')) throw error;
      taken.push(false); // the words for a range that the server does not have
    }
  }
  return { taken, commands };
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
