import { describeEnding } from '@panda-pilot/timed-command';
import type { JobRun } from '../job-run.ts';
import type { ReadyPayload } from './ready-payload.ts';
import { startPart } from './start-part.ts';

/** What runs beside the steps. */
export interface Coprocess {
  /** Ends it, if it has not ended by itself. Never rejects; the second call waits for the first. */
  end(): Promise<void>;
}

/**
 * Starts the command that runs beside the steps, if the job has one. One that cannot be started fails the job; what it ends with is told in the log and
 * fails nobody, for the steps are the payload.
 */
export async function startCoprocess(run: JobRun, { coprocess, env }: ReadyPayload): Promise<Coprocess | undefined> {
  if (coprocess === undefined) return undefined;
  const { logger } = run;
  const child = await startPart(run, { part: coprocess, env });
  let ending = false;
  const over = watchOver();
  return {
    end: () => {
      ending = true;
      child.stop();
      return over;
    },
  };
  async function watchOver(): Promise<void> {
    try {
      const how = describeEnding((await child.result).ending);
      if (ending) logger.info({ how }, 'the co-process was ended with the payload');
      else logger.warn({ how }, 'the co-process has ended before the payload');
    } catch (error) {
      logger.warn({ err: error }, 'the co-process did not run');
    }
  }
}
