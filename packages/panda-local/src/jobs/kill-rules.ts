import { isFinal, type JobRecord, withColumns, withStatus } from './job-record.ts';

/** Force: archives a running job at once. */
const FORCED_KILL = 9;

const closingCodes: readonly number[] = [2, 10, 51, 55, 60];

/**
 * The job after a kill request. A running one only learns of it by `tobekilled`, and ends when its pilot reports; any
 * other is archived at once, as `closed` for the codes that reassign a job and as `cancelled` for all others.
 */
export function applyKill(job: JobRecord, code: number | undefined, now: Date): JobRecord {
  if (isFinal(job.status)) return job;
  const marked = withColumns(
    { ...job, commandToPilot: 'tobekilled' },
    {
      taskBufferErrorCode: 100,
      taskBufferErrorDiag: `killed by Local User${code === undefined ? '' : ` with code ${code}`}`,
    },
    now,
  );
  if (job.status === 'running' && code !== FORCED_KILL) return marked;
  return withStatus(marked, code !== undefined && closingCodes.includes(code) ? 'closed' : 'cancelled', now);
}
