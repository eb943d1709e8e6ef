import { type PilotError, parseJob } from '@panda-pilot/core';
import { type JobDirectory, type JobReport, readJournal, remainingSteps } from '@panda-pilot/runjob';
import { z } from 'zod';

/**
 * All that must be readable of a job to report that it cannot be run. The server overlooks what is said of another
 * attempt, and takes what names none.
 */
const identitySchema = z.object({
  PandaID: z.coerce.number().int().positive(),
  attemptNr: z
    .union([z.number(), z.string().regex(/^\d{1,16}(?:\.0*)?$/)])
    .transform(Number)
    .pipe(z.number().int().nonnegative())
    .optional()
    .catch(undefined),
});

/**
 * The report of a job that no runjob reported: it could not be begun, or runjob vanished twice. What the journal in
 * `directory` says is stored stays stored. Throws `error` itself when the server's answer does not even tell whose job
 * it is.
 */
export function failedReport(wire: unknown, error: PilotError, directory?: JobDirectory): JobReport {
  const identity = identitySchema.safeParse(wire);
  if (!identity.success) throw error;
  const { PandaID: pandaId, attemptNr: attemptNumber } = identity.data;
  const known =
    directory === undefined ? undefined : remainingSteps(parseJob(wire), readJournal(directory.journal).events);
  return {
    version: 1,
    pandaId,
    ...(attemptNumber === undefined ? {} : { attemptNumber }),
    state: 'failed',
    error: known?.failure ?? error.toJSON(),
    payload: {},
    inputs: [],
    outputs: [...(known?.stored.values() ?? [])],
    ...(known?.log.kind === 'stored' ? { log: known.log.file } : {}),
    timings: {},
    logExtract: `${error.errorName} (${error.code}): ${error.message}\n${error.hint}\n`,
  };
}
