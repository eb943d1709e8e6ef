import { z } from 'zod';
import type { Methods } from '../methods.ts';
import { notTheServers } from '../failures/parse-data.ts';
import { looksLikeMarkup } from '../failures/printable.ts';
import { type CallContext, serverFailure } from '../failures/server-failure.ts';
import { identifier } from '../wire/wire-value.ts';
import { jobChecks, statusLists } from './answers.ts';
import type { ClassicApi } from './call.ts';
import { bareRefusal } from './response.ts';
import { workerStatusArguments } from './wire.ts';

/** The methods about the state of jobs and workers. */
export function statusMethods(
  api: ClassicApi,
): Methods<'getJobStatus' | 'checkJobs' | 'updateWorkerStatus' | 'setDebugMode'> {
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
    async setDebugMode({ jobId, mode }, bounds) {
      const call = { method: 'setDebugMode', given: { pandaID: identifier('jobId', jobId), modeOn: mode === 'on' } };
      mustHaveSucceeded(await api.bodyOf(call, bounds), api.contextOf(call.method));
    },
    async updateWorkerStatus(update, bounds) {
      await api.ask({ method: 'updateWorkerPilotStatus', given: workerStatusArguments(update) }, z.unknown(), bounds);
    },
  };
}

/** The answer is one word, or a sentence. */
function mustHaveSucceeded(body: string, context: CallContext): void {
  if (body.trim() === 'Succeeded') return;
  if (looksLikeMarkup(body) || body.trim() === '') throw notTheServers(body, { context, detail: 'no outcome' });
  throw bareRefusal(body, context) ?? serverFailure(context, { kind: 'refused', serverMessage: body });
}

function idList(jobIds: readonly number[], separator: string): string {
  return jobIds.map((id) => String(identifier('jobId', id))).join(separator);
}

function mustBe(expected: number, lengths: readonly number[], context: CallContext): void {
  if (lengths.every((length) => length === expected)) return;
  throw serverFailure(context, { kind: 'bad-answer', detail: `${lengths.join(' and ')} answers for ${expected}` });
}
