import type { Acquired } from '../records/acquire-jobs.ts';
import { updateAnswer } from '../wire/answers.ts';
import type { OutputReports, UpdateAnswer } from '../records/job-update.ts';
import type { Methods } from '../methods.ts';
import type { BulkAnswer } from '../panda-client.ts';
import { isPandaServerError } from '../failures/panda-server-error.ts';
import { parseData } from '../failures/parse-data.ts';
import { type CallContext, serverFailure } from '../failures/server-failure.ts';
import { jobs } from './answers.ts';
import { readBulk } from './bulk.ts';
import type { ClassicApi } from './call.ts';
import { type ClassicResponse, fieldsOf, readResponse } from './response.ts';
import { getJobArguments, updateJobArguments } from './wire.ts';

/** The methods that hand out jobs and hear about them. */
export function jobMethods(
  api: ClassicApi,
  reports: OutputReports,
): Methods<'acquireJobs' | 'updateJob' | 'updateJobsInBulk'> {
  return {
    async acquireJobs(request, bounds) {
      const call = { method: 'getJob', given: getJobArguments(request), repeatable: false } as const;
      return readAcquired(await api.answerTo(call, bounds), api.contextOf(call.method));
    },
    async updateJob(update, bounds) {
      const call = { method: 'updateJob', given: await updateJobArguments(update, reports) };
      return readUpdate(await api.answerTo(call, bounds), api.contextOf(call.method));
    },
    async updateJobsInBulk(updates, bounds) {
      const jobList = await Promise.all(updates.map((update) => updateJobArguments(update, reports)));
      const call = { method: 'updateJobsInBulk', given: { jobList } };
      const context = api.contextOf(call.method);
      const answers = readBulk(await api.bodyOf(call, bounds), updates.length, context);
      return answers.map((answer) => readBulkEntry(answer, context));
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
