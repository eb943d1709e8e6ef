import { type JobDirectory, type JobReport, readJournal } from '@panda-pilot/runjob';
import type { AgentContext } from '../context.ts';
import { type RunJobOrders, type Vanished, superviseRunJob } from './supervise-runjob.ts';

/** A runjob that vanishes so often without having got any further would do so for ever. */
const mostIdleStarts = 3;

/**
 * Has runjob finish the job in `directory`. One that vanishes is started again, for as long as each gets further than the one before:
 * what the journal says is done is not repeated. Resolves with `vanished` when it is of no use any more.
 */
export async function runJobToReport(
  context: AgentContext,
  directory: JobDirectory,
  orders: RunJobOrders,
): Promise<JobReport | Vanished> {
  let furthest = progressOf(directory);
  let idleStarts = 0;
  for (let again = false; ; again = true) {
    const ended = await superviseRunJob(context, directory, { ...orders, again });
    if (!('vanished' in ended)) return ended;
    const progress = progressOf(directory);
    idleStarts = progress > furthest ? 0 : idleStarts + 1;
    furthest = progress;
    if (idleStarts >= mostIdleStarts) return ended;
    orders.logger.error({ vanished: ended.vanished }, 'runjob has vanished; starting it again to save what there is');
  }
}

/** How many things have happened to the job; that somebody works on it is none. */
function progressOf({ journal }: JobDirectory): number {
  try {
    return readJournal(journal).events.filter(({ event }) => event !== 'runjob-started').length;
  } catch {
    return 0; // runjob will say what is wrong with it
  }
}
