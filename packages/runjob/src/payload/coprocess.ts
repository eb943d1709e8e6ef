import { reasonOf } from '@panda-pilot/core';
import { describeEnding } from '@panda-pilot/timed-command';
import type { JobRun } from '../job-run.ts';
import type { CoprocessReport } from '../state/job-report.ts';
import type { ReadyPart } from './payload-parts.ts';
import type { ReadyPayload } from './ready/ready-payload.ts';
import { startPart } from './start-part.ts';

/** What runs beside the steps. */
export interface Coprocess {
  /** Ends it, if it has not ended by itself; resolves with what became of it. Never rejects; the second call waits for the first. */
  end(): Promise<CoprocessReport>;
}

/** Once, and again after each of five failures, as pilot3 does it with what runs beside a payload. */
const mostStarts = 6;

/**
 * Starts the command that runs beside the steps, if the job has one; when it fails it is started again. One that cannot
 * be started at all fails the job; what it ends with fails nobody, for the steps are the payload: the server is told of
 * it.
 */
export async function startCoprocess(run: JobRun, { coprocess, env }: ReadyPayload): Promise<Coprocess | undefined> {
  if (coprocess === undefined) return undefined;
  const start = (part: ReadyPart): ReturnType<typeof startPart> => startPart(run, { part, env });
  let child = await start(coprocess);
  let ending = false;
  const over = watchOver(coprocess);
  return {
    end: () => {
      ending = true;
      child.stop();
      return over;
    },
  };

  async function watchOver(part: ReadyPart): Promise<CoprocessReport> {
    const { logger } = run;
    let report: CoprocessReport = { starts: 1, failures: 0 };
    for (;;) {
      const { how, well } = await endOf(child);
      if (ending) logger.info({ how }, 'the co-process was ended with the payload');
      else if (well) logger.info({ how }, 'the co-process has ended before the payload');
      if (ending || well) return report;
      report = { ...report, failures: report.failures + 1, lastFailure: how };
      logger.warn({ ...report }, 'the co-process has failed');
      if (report.starts === mostStarts) return report;
      try {
        child = await start(part);
      } catch (error) {
        logger.warn({ err: error }, 'the co-process could not be started again');
        return report;
      }
      report = { ...report, starts: report.starts + 1 };
      if (ending) child.stop();
    }
  }
}

/** What became of the co-processes of several rounds. Pure. */
export function together(earlier: CoprocessReport | undefined, later: CoprocessReport): CoprocessReport {
  const { failures = 0, starts = 0 } = earlier ?? {};
  return { ...earlier, ...later, starts: starts + later.starts, failures: failures + later.failures };
}

/** How it ended by itself; a launcher's refusal is told in the words of its error. */
async function endOf(
  child: Awaited<ReturnType<typeof startPart>>,
): Promise<{ readonly how: string; readonly well: boolean }> {
  try {
    const { ending } = await child.result;
    return { how: describeEnding(ending), well: ending.kind === 'exited' && ending.exitCode === 0 };
  } catch (error) {
    return { how: reasonOf(error), well: false };
  }
}
