import { type AgentResult, runAgent } from '../agent/agent.ts';
import { printJson } from '../answers/print-json.ts';
import { type ProcessFacts, compose } from '../compose.ts';
import type { AgentContext } from '../context.ts';
import { asWorker } from '../harvester/as-worker.ts';
import { harvesterPlan } from '../harvester/harvester-plan.ts';
import { keepHeapSmall } from '../agent/small-heap.ts';
import { exitCodeIn } from '../older-pilots/exit-code-schemes.ts';
import { endOf } from '../pilot-end.ts';
import { decideOnQueue } from '../queue/queue-status.ts';
import { removeIfEmpty } from '../recovery/site-directory.ts';
import type { Settings } from '../config/settings.ts';
import type { Wishes } from '../signals.ts';
import { printError } from '../print-error.ts';
import { writeLine } from '../streams.ts';

/** Who wants to run jobs: with `json` what became of them is told as JSON when all are over. */
export interface RunFacts extends ProcessFacts {
  readonly json?: boolean;
}

/** `panda-pilot run`: resolves with the exit code. */
export async function run(settings: Settings, facts: RunFacts, wishes: Wishes): Promise<number> {
  return asWorker(harvesterPlan(settings, facts), facts.streams, async () => {
    const context = await compose(settings, facts, wishes);
    const result = await work(context).finally(() => context.close());
    // Behind the screen of whoever watches, which is gone when all is closed.
    return conclude(result, settings, facts);
  });
}

async function work(context: AgentContext): Promise<AgentResult> {
  await leaveClosedQueue(context);
  await leaveUnfitNode(context);
  keepHeapSmall();
  const result = await runAgent(context);
  context.logger.info(
    { finish: result.finish.kind, jobs: result.jobs.length, undelivered: result.undelivered },
    'pilot over',
  );
  return result;
}

/** Rejects when the queue takes no jobs; nothing is left of this pilot then. */
async function leaveClosedQueue({ queuedata, site }: AgentContext): Promise<void> {
  const decision = decideOnQueue(queuedata);
  if (decision.kind !== 'leave') return;
  await removeIfEmpty(site);
  throw decision.error;
}

/** Rejects when payloads cannot be started here as they must be; no job is asked for then. */
async function leaveUnfitNode({ launching, site, slotTime, stop }: AgentContext): Promise<void> {
  try {
    await launching?.check(stop);
  } catch (error) {
    slotTime.close();
    await removeIfEmpty(site);
    throw error;
  }
}

/** What is said at the end, and the exit code. */
function conclude(result: AgentResult, settings: Settings, { json, streams }: RunFacts): number {
  const { finish, jobs, recovered, undelivered } = result;
  const end = endOf(result);
  if (json === true) printJson(streams, { type: 'run', end: end.kind, jobs, recovered, undelivered });
  if (finish.kind === 'failed' || finish.kind === 'credential-ends') printError(streams, finish.error);
  if (undelivered > 0) {
    const updates = `${undelivered} final update${undelivered === 1 ? '' : 's'}`;
    const whose = 'the next pilot below the same work directory sends what is owed';
    writeLine(streams.stderr, `panda-pilot: the server lacks ${updates}; ${whose}`);
  }
  if (end.kind === 'no-job')
    writeLine(streams.stderr, `panda-pilot: no job for queue ${settings.queue} at ${settings.url}`);
  return exitCodeIn(settings.exitCodes, end);
}
