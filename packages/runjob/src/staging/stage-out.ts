import { join } from 'node:path';
import { type OutputFile, PilotError } from '@panda-pilot/core';
import { type StageOutRequest, destinationOf } from '@panda-pilot/movers-core';
import { lookAtOutput } from './payload-file.ts';
import type { JobRun } from '../job-run.ts';
import { siteOf } from './site.ts';

/**
 * Stores every output that a good payload has made and that is not stored yet. All are tried though one fails or is missing; the first
 * failure is the verdict. A failed payload's outputs are not stored.
 */
export async function stageOut(run: JobRun): Promise<void> {
  const { engine, stop, verdict } = run;
  if (verdict.failure !== undefined) return;
  const requests = await collectRequests(run);
  if (requests.length === 0) return;
  const outcomes = await engine.stageOut(requests, { signal: stop.storingSignal });
  for (const outcome of outcomes) if (outcome.kind === 'failed') verdict.fail(outcome.error);
}

async function collectRequests(run: JobRun): Promise<readonly StageOutRequest[]> {
  const { assignment, before, verdict } = run;
  const requests: StageOutRequest[] = [];
  for (const file of assignment.job.outputs.filter(({ lfn }) => !before.stored.has(lfn))) {
    const source = await verdict.guard(() => sourceOf(run, file));
    if (source !== undefined) requests.push(stageOutRequest(run, file, { source, role: 'output' }));
  }
  return requests;
}

/** The file to store; undefined for one that may be missing, and is. Rejects with a PilotError for one that must not be stored. */
async function sourceOf({ directory, place }: JobRun, { lfn, optional }: OutputFile): Promise<string | undefined> {
  const look = lookAtOutput(join(directory.work, lfn));
  if (look === 'good') return await place.collect(lfn);
  if (look !== 'absent') throw look;
  if (optional) return undefined;
  throw new PilotError('MISSING_OUTPUT_FILE', lfn);
}

/** How `file` is to be stored. Remains of an earlier life of this very job are replaced, anybody else's file is not. */
export function stageOutRequest(
  { assignment, before }: JobRun,
  file: OutputFile,
  given: Pick<StageOutRequest, 'source' | 'role'>,
): StageOutRequest {
  const guid = file.guid ?? assignment.guids[file.lfn];
  if (guid === undefined) throw new Error(`no GUID was made for ${file.lfn}`);
  const destination = destinationOf(file, siteOf(assignment));
  return { ...given, file: { ...file, guid }, destination, conflict: before.resumed ? 'replace' : 'refuse' };
}
