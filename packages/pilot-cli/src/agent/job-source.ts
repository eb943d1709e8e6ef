import type { AgentContext } from '../context.ts';
import { acquireJob } from './acquire-job.ts';
import { createBackOff } from '../back-off.ts';
import type { WireJobText } from '../harvester/job-definitions.ts';

/** Hands out the jobs of one pilot, from Harvester or the server. */
export interface JobSource {
  /**
   * The next wire job; undefined when there is none. Rejects as `acquireJob`, or for a definition of Harvester that
   * cannot be used.
   */
  next(): Promise<unknown>;
  /** Whether a job is there already: it is this pilot's, and nobody else would run it. */
  hasOne(): boolean;
  /** Gives back what nobody has begun. */
  close(): Promise<void>;
}

/** One for all slots: Harvester may put several jobs there at once, and the task of the first may bind those that follow. */
export function createJobSource(context: AgentContext): JobSource {
  const { drain, exchange, logger, pushedJobsOnly, stop, times } = context;
  const waiting: WireJobText[] = [];
  let taskId: number | undefined;
  let asked = 0;

  let look: Promise<boolean> | undefined;

  const lookForJobs = async (): Promise<boolean> => {
    if (exchange === undefined) return false;
    if (asked > 1) await exchange.askForJobs(1);
    const jobs = await exchange.takeJobs({ patienceMs: times.serverPatienceMs, signal: stop });
    waiting.push(...(jobs ?? []));
    return jobs !== undefined;
  };
  /** What one slot finds is there for all that wait. */
  const fromHarvester = async (): Promise<unknown> => {
    for (;;) {
      look ??= lookForJobs().finally(() => (look = undefined));
      const found = await look;
      const wire = waiting.shift();
      if (wire !== undefined || !found) return wire;
    }
  };
  /** A server without a job is asked again, after a while, as often as the site wants; by default not at all. */
  const fromServer = async (): Promise<unknown> => {
    const backOff = createBackOff(30_000, 300_000);
    for (let requests = 1; ; requests += 1) {
      const wire = await acquireJob(context, taskId);
      if (wire !== undefined || requests >= times.jobRequests || drain.aborted) return wire;
      logger.info({ requests }, 'no job; asking again after a while');
      await backOff.wait(AbortSignal.any([stop, drain])).catch(() => undefined);
      if (stop.aborted) throw stop.reason;
    }
  };
  return {
    async next() {
      asked += 1;
      const wire = waiting.shift() ?? (await fromHarvester()) ?? (pushedJobsOnly ? undefined : await fromServer());
      if (context.sameTask) taskId ??= taskOf(wire);
      return wire;
    },
    hasOne: () => waiting.length > 0,
    async close() {
      if (waiting.length > 0) await exchange?.giveBack(waiting.splice(0));
    },
  };
}

function taskOf(wire: unknown): number | undefined {
  if (typeof wire !== 'object' || wire === null || !('taskID' in wire)) return undefined;
  const taskId = Number(wire.taskID);
  return Number.isSafeInteger(taskId) && taskId > 0 ? taskId : undefined;
}
