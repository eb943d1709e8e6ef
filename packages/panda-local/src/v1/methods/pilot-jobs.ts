import { type MethodAnswer, refused, succeeded } from '../../http/answer.ts';
import { checkArguments } from '../argument-check.ts';
import { isProduction } from '../../door/caller.ts';
import type { ArgumentsOf } from '../endpoints.ts';
import { type PilotStatus, pilotStatuses } from '../../jobs/job-record.ts';
import { isDiskError } from '../../jobs/job-store.ts';
import type { Method, MethodContext } from '../method-context.ts';
import type { PythonDict } from '../../python/python-json.ts';
import { plainValue } from '../../python/python-json.ts';
import { pythonRepr } from '../../python/python-repr.ts';
import { jobOnTheWire } from '../../jobs/wire-job.ts';
import { columnsOf } from '../update-columns.ts';
import { commandFor, type JobUpdate, type UpdateOutcome } from '../../jobs/update-rules.ts';

const OK = 0;
const FAILED = 30;
const INVALID = 50;

/** POST pilot/acquire_jobs. */
export const acquireJobs: Method<'pilot/acquire_jobs'> = (given, context) => {
  const production = isProduction(context.caller);
  if (!production && given.prod_source_label !== 'user') {
    return refused('no production/pilot role in VOMS FQANs or non pilot owner');
  }
  const request = production ? given : { ...given, prod_user_id: context.caller.dn };
  const schedulerId = given.scheduler_id;
  const jobs = context.dispatcher.acquire(request, { node: given.node, schedulerId });
  if (jobs.length === 0) return refused('No jobs in PanDA');
  const nSent = context.dispatcher.sentLately(given.site_name);
  const keys = production && given.get_proxy_key ? { credname: '', myproxy: '' } : {};
  return succeeded({
    StatusCode: OK,
    jobs: jobs.map((job) => ({ ...keys, ...jobOnTheWire(job, context.pilotSecrets), nSent })),
  });
};

/** POST pilot/update_job. */
export const updateJob: Method<'pilot/update_job'> = (given, context) => {
  const status = pilotStatuses.find((name) => name === given.job_status);
  if (status === undefined) return refused(`Invalid job status: ${given.job_status}`, { StatusCode: INVALID });
  try {
    return answerFor(context.dispatcher.update(given.job_id, jobUpdate(given, status)), context);
  } catch (error) {
    if (!isDiskError(error)) throw error;
    context.logger.error({ pandaId: given.job_id, error: error.message }, 'update not stored');
    return databaseError;
  }
};

const databaseError = succeeded({ StatusCode: FAILED }, 'Database error');

function jobUpdate(given: ArgumentsOf<'pilot/update_job'>, status: PilotStatus): JobUpdate {
  return {
    status,
    attempt: given.attempt_nr,
    columns: columnsOf(given),
    outputReport: given.job_output_report,
    metadata: given.meta_data,
    stdout: given.stdout,
    pilotLog: given.pilot_log,
  };
}

function answerFor(outcome: UpdateOutcome, { pilotSecrets }: MethodContext): MethodAnswer {
  if (outcome.kind === 'gone') return succeeded({ StatusCode: OK, command: 'tobekilled' });
  if (outcome.kind === 'already-done') return succeeded({ StatusCode: OK, command: 'alreadydone' });
  if (outcome.kind === 'crashed') return databaseError;
  const secrets = outcome.record.debug && pilotSecrets !== undefined ? { pilotSecrets } : {};
  return succeeded({ StatusCode: OK, ...secrets, command: commandFor(outcome.record) });
}

/** POST pilot/update_jobs_bulk: one exception loses all answers, though not the updates before it. */
export const updateJobsBulk: Method<'pilot/update_jobs_bulk'> = ({ job_list }, context) => {
  const answers: MethodAnswer[] = [];
  for (const item of job_list) {
    const lacking = ['job_id', 'job_status'].find((key) => item[key] === undefined);
    if (lacking !== undefined) return refused(`failed with KeyError '${lacking}'`, []);
    const checked = checkArguments('pilot/update_job', withMetadataText(item));
    if (checked.ok) answers.push(updateJob(checked.values, context));
    else if (checked.kind === 'Argument error') return refused(`failed with TypeError ${checked.message}`, []);
    else answers.push(refused(`${checked.kind}: ${checked.message}`));
  }
  return succeeded(answers);
};

/** Here, and only here, metadata may be an object: it is stored as Python prints it. */
function withMetadataText(item: PythonDict): PythonDict {
  const metadata = item['meta_data'];
  if (metadata === undefined || typeof metadata === 'string') return item;
  return { ...item, meta_data: pythonRepr(plainValue(metadata)) };
}

/** GET pilot/get_job_status. */
export const getJobStatus: Method<'pilot/get_job_status'> = ({ job_ids }, { dispatcher }) =>
  succeeded(
    job_ids.map((id) => {
      const job = dispatcher.job(id);
      return job === undefined
        ? { job_id: id, status: 'not found', attempt_number: 0 }
        : { job_id: id, status: job.status, attempt_number: job.attempt };
    }),
  );
