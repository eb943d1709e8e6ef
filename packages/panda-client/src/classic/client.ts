import type { Logger } from '@panda-pilot/core';
import { z } from 'zod';
import type { Acquired } from '../acquire-jobs.ts';
import { eventRangeCommands, tokenKey, updateAnswer } from '../answers.ts';
import type { UpdateAnswer } from '../job-update.ts';
import type { BulkAnswer, PandaClient } from '../panda-client.ts';
import { isPandaServerError } from '../panda-server-error.ts';
import { notTheServers, parseData } from '../parse-data.ts';
import { type CallContext, serverFailure } from '../server-failure.ts';
import type { Transport } from '../transport.ts';
import { usableBody } from '../usable-body.ts';
import { identifier } from '../wire-value.ts';
import { acquiredRanges, jobChecks, jobs, keyPair, rangesTaken, statusLists, userProxy } from './answers.ts';
import { readBulk } from './bulk.ts';
import { type ClassicApi, createClassicApi } from './call.ts';
import { type ClassicResponse, fieldsOf, readResponse } from './response.ts';
import {
  eventRangeArguments,
  eventRangesArguments,
  getJobArguments,
  updateJobArguments,
  workerStatusArguments,
} from './wire.ts';

/** What this API has; it knows nothing of worker nodes. */
export type ClassicMethods = Omit<PandaClient, 'api' | 'close' | 'updateWorkerNode' | 'updateWorkerNodeGpu'>;

/** The methods of a client that speaks `/server/panda`, as releases up to 0.8.1 have it, over `transport` to the server at `origin`. */
export function createClassicMethods(transport: Transport, origin: string, logger: Logger): ClassicMethods {
  const api = createClassicApi(transport, origin, logger);
  return {
    ...jobMethods(api),
    ...statusMethods(api),
    ...eventMethods(api),
    ...credentialMethods(api),
    async isAlive(bounds) {
      const path = '/server/panda/isAlive';
      const request = { method: 'isAlive', verb: 'GET', path, headers: {}, repeatable: true, anonymous: true } as const;
      const context = api.contextOf('isAlive');
      const body = usableBody(await transport.send(request, bounds), context);
      if (body.startsWith('alive=')) return body.startsWith('alive=yes');
      throw notTheServers(body, { context, detail: 'it does not say whether it is alive' });
    },
  };
}

type Methods<Names extends keyof PandaClient> = Pick<PandaClient, Names>;

function jobMethods(api: ClassicApi): Methods<'acquireJobs' | 'updateJob' | 'updateJobsInBulk'> {
  return {
    async acquireJobs(request, bounds) {
      const call = { method: 'getJob', given: getJobArguments(request), repeatable: false } as const;
      return readAcquired(await api.answerTo(call, bounds), api.contextOf(call.method));
    },
    async updateJob(update, bounds) {
      const call = { method: 'updateJob', given: updateJobArguments(update) };
      return readUpdate(await api.answerTo(call, bounds), api.contextOf(call.method));
    },
    async updateJobsInBulk(updates, bounds) {
      const call = { method: 'updateJobsInBulk', given: { jobList: updates.map(updateJobArguments) } };
      const context = api.contextOf(call.method);
      const answers = readBulk(await api.bodyOf(call, bounds), updates.length, context);
      return answers.map((answer) => readBulkEntry(answer, context));
    },
  };
}

function statusMethods(api: ClassicApi): Methods<'getJobStatus' | 'checkJobs' | 'updateWorkerStatus'> {
  return {
    async getJobStatus(jobIds, bounds) {
      if (jobIds.length === 0) return [];
      const call = { method: 'getStatus', given: { ids: idList(jobIds, ' ') } };
      const { states, attempts } = await api.ask(call, statusLists, bounds);
      mustBe(jobIds.length, [...new Set([states.length, attempts.length])], api.contextOf(call.method));
      return jobIds.map((jobId, at) => ({ jobId, state: states[at] ?? '', attemptNumber: attempts[at] ?? 0 }));
    },
    async checkJobs(jobIds, bounds) {
      if (jobIds.length === 0) return [];
      const call = { method: 'checkJobStatus', given: { ids: idList(jobIds, ',') } };
      const checks = await api.ask(call, jobChecks, bounds);
      mustBe(jobIds.length, [checks.length], api.contextOf(call.method));
      return checks.map((check, at) => ({ jobId: jobIds[at] ?? 0, ...check }));
    },
    async updateWorkerStatus(update, bounds) {
      await api.ask({ method: 'updateWorkerPilotStatus', given: workerStatusArguments(update) }, z.unknown(), bounds);
    },
  };
}

function eventMethods(api: ClassicApi): Methods<'acquireEventRanges' | 'updateEventRange' | 'updateEventRanges'> {
  return {
    async acquireEventRanges(request, bounds) {
      const given = eventRangesArguments(request);
      return api.ask({ method: 'getEventRanges', given, repeatable: false }, acquiredRanges, bounds);
    },
    async updateEventRange(update, bounds) {
      return api.ask({ method: 'updateEventRange', given: eventRangeArguments(update) }, eventRangeCommands, bounds);
    },
    async updateEventRanges(updates, bounds) {
      const call = { method: 'updateEventRanges', given: { eventRanges: updates.map(eventRangeArguments) } };
      const context = api.contextOf(call.method);
      const fields = fieldsOf(await api.answerTo(call, bounds), context);
      const taken = parseData(rangesTaken, fields, context).slice(0, updates.length);
      mustBe(updates.length, [taken.length], context);
      return { taken, commands: parseData(eventRangeCommands, fields, context) };
    },
  };
}

function credentialMethods(api: ClassicApi): Methods<'getProxy' | 'getAccessToken' | 'getTokenKey' | 'getKeyPair'> {
  return {
    async getProxy({ dn, role }, bounds) {
      return api.ask({ method: 'getProxy', given: { dn, role } }, userProxy, bounds);
    },
    async getAccessToken({ clientName, tokenKey: key }, bounds) {
      const given = { client_name: clientName, token_key: key?.reveal() };
      return api.ask({ method: 'get_access_token', given }, userProxy, bounds);
    },
    async getTokenKey(clientName, bounds) {
      return api.ask({ method: 'get_token_key', given: { client_name: clientName } }, tokenKey, bounds);
    },
    async getKeyPair({ publicKeyName, privateKeyName }, bounds) {
      return api.ask({ method: 'getKeyPair', given: { publicKeyName, privateKeyName } }, keyPair, bounds);
    },
  };
}

const noJob = 20;

function readAcquired(response: ClassicResponse, context: CallContext): Acquired {
  if (response.statusCode === noJob) return { kind: 'no-job' };
  const given = parseData(jobs, fieldsOf(response, context), context);
  return given.length === 0 ? { kind: 'no-job' } : { kind: 'jobs', jobs: given };
}

/** Success without a command is none: the metadata could not be stored, and the server has left the rest aside as well. */
function readUpdate(response: ClassicResponse, context: CallContext): UpdateAnswer {
  const fields = fieldsOf(response, context);
  if (response.fields['command'] !== undefined) return parseData(updateAnswer, fields, context);
  throw serverFailure(context, { kind: 'database', detail: 'the update was not stored' });
}

function readBulkEntry(answer: string, context: CallContext): BulkAnswer {
  try {
    return readUpdate(readResponse(answer, context), context);
  } catch (error) {
    if (isPandaServerError(error)) return error;
    throw error;
  }
}

function idList(jobIds: readonly number[], separator: string): string {
  return jobIds.map((id) => String(identifier('jobId', id))).join(separator);
}

function mustBe(expected: number, lengths: readonly number[], context: CallContext): void {
  if (lengths.every((length) => length === expected)) return;
  throw serverFailure(context, { kind: 'bad-answer', detail: `${lengths.join(' and ')} answers for ${expected}` });
}
