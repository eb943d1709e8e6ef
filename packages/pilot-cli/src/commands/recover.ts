import { type ProcessFacts, compose } from '../compose.ts';
import { exitCodeIn } from '../older-pilots/exit-code-schemes.ts';
import { endOf } from '../pilot-end.ts';
import { recoverJobs } from '../recovery/recovery.ts';
import { removeIfEmpty } from '../recovery/site-directory.ts';
import type { Settings } from '../config/settings.ts';
import type { Wishes } from '../signals.ts';

/** `panda-pilot recover`: finishes what dead pilots have left, and asks for no job. Resolves with the exit code. */
export async function recover(settings: Settings, facts: ProcessFacts, wishes: Wishes): Promise<number> {
  const context = await compose(settings, facts, wishes);
  try {
    const { jobs, undelivered } = await recoverJobs(context);
    for (const { pandaId, state, error } of jobs) {
      facts.streams.stdout.write(
        `job ${pandaId}: ${state}${error === undefined ? '' : ` (${error.code}): ${error.message}`}\n`,
      );
    }
    if (jobs.length === 0) facts.streams.stdout.write('nothing to recover\n');
    return exitCodeIn(
      settings.exitCodes,
      endOf({ finish: { kind: 'enough' }, jobs: [], recovered: jobs, undelivered }),
    );
  } finally {
    await removeIfEmpty(context.site);
    context.close();
  }
}
