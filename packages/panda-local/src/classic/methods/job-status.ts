import type { JobRecord } from '../../jobs/job-record.ts';
import { textIn } from '../given.ts';
import type { ClassicMethod } from '../method.ts';
import { statusCodes } from '../response.ts';

/** getStatus: asks for no identity. */
export const getStatus: ClassicMethod = (given, { dispatcher }) => {
  const jobs = wordsOf(textIn(given, 'ids') ?? '', /\s+/).map((id) => dispatcher.job(Number(id)));
  return {
    StatusCode: statusCodes.success,
    status: jobs.map((job) => job?.status ?? 'notfound').join('+'),
    attemptNr: jobs.map((job) => job?.attempt ?? 0).join('+'),
  };
};

/** checkJobStatus: what the server wants of each job; one that it does not have any more is to be killed. */
export const checkJobStatus: ClassicMethod = (given, { dispatcher }) => ({
  StatusCode: statusCodes.success,
  data: wordsOf(textIn(given, 'ids') ?? '', /,/).map((id) => orderFor(dispatcher.job(Number(id)))),
});

function orderFor(job: JobRecord | undefined): { readonly command: string | null; readonly status: string } {
  if (job === undefined) return { command: 'tobekilled', status: 'unknown' };
  return { command: job.commandToPilot ?? null, status: job.status };
}

function wordsOf(text: string, separator: RegExp): readonly string[] {
  return text.split(separator).filter((word) => word !== '');
}
