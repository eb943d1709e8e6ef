import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writePoolFileCatalog } from '@panda-pilot/core';
import {
  damagedReplicas,
  mayReadInPlace,
  type StageInOutcome,
  type StageInRequest,
  replicasOf,
} from '@panda-pilot/movers-core';
import type { JobRun } from '../job-run.ts';
import { siteOf } from './site.ts';

/**
 * Brings every input that is not there yet to the work directory, then writes `PoolFileCatalog.xml`. All files are tried; rejects with
 * the first failure. A job that is to be stopped, or has failed, stages nothing.
 */
export async function stageIn(run: JobRun): Promise<void> {
  const { assignment, before, directory, engine, stop, verdict } = run;
  const { inputs } = assignment.job;
  if (verdict.failure !== undefined || before.payload.kind !== 'to-run' || inputs.length === 0) return;
  const missing = inputs.filter(({ lfn }) => !before.staged.has(lfn));
  const requests = missing.map((file): StageInRequest => ({
    file,
    replicas: replicasOf(file, siteOf(assignment)),
    destination: join(directory.staging, file.lfn),
    access: mayReadInPlace(file, assignment) ? 'in-place' : 'copy',
  }));
  const outcomes = await engine.stageIn(requests, { signal: stop.signal });
  for (const damaged of damagedReplicas(outcomes))
    run.logger.warn({ ...damaged }, 'a replica is not what the catalogue says');
  const failed = outcomes.find((outcome) => outcome.kind === 'failed');
  if (failed !== undefined) throw failed.error;
  await writeCatalog(run, outcomes);
}

/** Names the files as the payload opens them: in the work directory, or where they are. */
async function writeCatalog({ assignment, directory }: JobRun, outcomes: readonly StageInOutcome[]): Promise<void> {
  const remote = new Map(outcomes.flatMap((one) => (one.kind === 'remote' ? [[one.lfn, one.url] as const] : [])));
  const files = assignment.job.inputs.flatMap(({ lfn, guid }) =>
    guid === undefined ? [] : [{ guid, lfn, pfns: [remote.get(lfn) ?? join(directory.work, lfn)] }],
  );
  if (files.length === 0) return;
  await writeFile(join(directory.staging, 'PoolFileCatalog.xml'), writePoolFileCatalog(files));
}
