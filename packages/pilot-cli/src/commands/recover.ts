import { printJson } from '../answers/print-json.ts';
import { type ProcessFacts, compose } from '../compose.ts';
import type { AgentContext } from '../context.ts';
import { exitCodeIn } from '../older-pilots/exit-code-schemes.ts';
import { endOf } from '../pilot-end.ts';
import { type Recovered, recoverJobs } from '../recovery/recovery.ts';
import { removeIfEmpty } from '../recovery/site-directory.ts';
import type { Settings } from '../config/settings.ts';
import { writeLine } from '../streams.ts';
import type { Wishes } from '../signals.ts';

/** Who wants to recover: with `json` what was done is told as JSON. */
export interface RecoverFacts extends ProcessFacts {
  readonly json?: boolean;
}

/** `panda-pilot recover`: finishes what dead pilots have left, and asks for no job. Resolves with the exit code. */
export async function recover(settings: Settings, facts: RecoverFacts, wishes: Wishes): Promise<number> {
  const context = await compose(settings, facts, wishes);
  const { jobs, undelivered } = await work(context);
  if (facts.json === true) printJson(facts.streams, { type: 'recovered', jobs, undelivered });
  else for (const line of linesOf(jobs)) writeLine(facts.streams.stdout, line);
  return exitCodeIn(settings.exitCodes, endOf({ finish: { kind: 'enough' }, jobs: [], recovered: jobs, undelivered }));
}

async function work(context: AgentContext): Promise<Recovered> {
  try {
    return await recoverJobs(context);
  } finally {
    await removeIfEmpty(context.site);
    context.close();
  }
}

function linesOf(jobs: Recovered['jobs']): readonly string[] {
  if (jobs.length === 0) return ['nothing to recover'];
  return jobs.map(({ pandaId, state, error }) => {
    const cause = error === undefined ? '' : ` (${error.code}): ${error.message}`;
    return `job ${pandaId}: ${state}${cause}`;
  });
}
