import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type OutputFile, PilotError, isPilotError } from '@panda-pilot/core';
import { makeLogTarball } from './log-tarball.ts';
import type { PilotErrorRecord } from '../state/pilot-error-schema.ts';
import { type JobDirectory, makeJobDirectory } from '../state/workdir.ts';
import type { JobRun } from '../job-run.ts';
import { couldNotStore } from '../report/store-or-hold.ts';
import { stageOutRequest } from '../staging/outputs/stage-out.ts';

/**
 * Packs the work directory and stores it, whatever became of the job; resolves with why that failed, if it did. A good
 * job whose log cannot be stored is held, or has failed, because the server refuses it without; the error of a job that
 * had failed before stays what it was.
 */
export async function storeLog(run: JobRun): Promise<PilotErrorRecord | undefined> {
  const { assignment, before, logger } = run;
  const { log } = assignment.job;
  if (log === undefined || before.log.kind === 'stored') return undefined;
  try {
    await packAndStore(run, log);
    return undefined;
  } catch (thrown) {
    const error = isPilotError(thrown)
      ? thrown
      : new PilotError('LOG_FILE_CREATION_FAILURE', log.lfn, { cause: thrown });
    logger.error({ err: thrown }, 'the log could not be stored');
    couldNotStore(run, error);
    return error.toJSON();
  }
}

async function packAndStore(run: JobRun, log: OutputFile): Promise<void> {
  const { assignment, directory, engine, stop } = run;
  const source = join(directory.tarballs, log.lfn);
  // Packing leaves half of what is left to storing.
  const [packing, storing] = [stop.logSignal(0.5), stop.logSignal()];
  try {
    await run.place.disclose();
    await restore(directory);
    const { job, queuedata, settings } = assignment;
    const named = [...job.inputs, ...job.outputs].map(({ lfn }) => lfn);
    await makeLogTarball(source, {
      directory,
      pandaId: job.pandaId,
      queue: queuedata.name,
      // What was found for an output may have a name that the job does not know.
      without: [...named, ...run.storing.keys()],
      masks: run.masks,
      mostFileBytes: settings.limits.stdoutBytes,
      signal: packing,
    });
    const request = stageOutRequest(run, log, { source, role: 'log' });
    const [outcome] = await engine.stageOut([request], { signal: storing });
    if (outcome?.kind === 'failed') throw outcome.error;
  } finally {
    await rm(source, { force: true });
  }
}

/** A payload of our own account may have removed or closed the directory of its job: its log is owed all the same. */
async function restore(directory: JobDirectory): Promise<void> {
  try {
    await makeJobDirectory(directory);
  } catch {
    await chmod(directory.root, 0o700);
    await makeJobDirectory(directory);
  }
}
