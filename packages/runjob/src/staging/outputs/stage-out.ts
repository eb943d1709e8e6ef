import type { OutputFile } from '@panda-pilot/core';
import { type StageOutRequest, destinationOf } from '@panda-pilot/movers-core';
import type { JobRun } from '../../job-run.ts';
import { alternativesOf } from './alternatives.ts';
import { packArchives, recordContents } from './archives.ts';
import { findOutputs, guidOf } from './found-outputs.ts';
import type { FoundOutput } from './produced-outputs.ts';
import { sourceOf } from './output-source.ts';
import { couldNotStore } from '../../report/store-or-hold.ts';
import { siteOf } from '../site.ts';

/**
 * Stores every output that a good payload has made and that is not stored yet, in archives where the job wants that.
 * All are tried though one fails or is missing; the first failure is the verdict. A failed payload's outputs are not
 * stored. Rejects with a PilotError when the credential will not do.
 */
export async function stageOut(run: JobRun): Promise<void> {
  const { assignment, before, checkCredential, engine, env, logger, stop, storing, verdict } = run;
  if (verdict.failure !== undefined || assignment.job.outputs.length === 0) return;
  await checkCredential?.(assignment, { env, logger });
  const found = await findOutputs(run);
  for (const file of found) storing.set(file.lfn, file);
  const archives = await packArchives(run, found);
  const elsewhere = new Set(archives.flatMap(({ lfn, contents }) => [lfn, ...contents.map((output) => output.lfn)]));
  const requests = [];
  for (const file of found.filter(({ lfn }) => !before.stored.has(lfn))) {
    const source = archives.find(({ lfn }) => lfn === file.lfn)?.source;
    if (source === undefined && elsewhere.has(file.lfn)) continue;
    requests.push(await verdict.guard(() => requestFor(run, file, source)));
  }
  const outcomes = await engine.stageOut(
    requests.filter((request) => request !== undefined),
    { signal: stop.storingSignal },
  );
  for (const outcome of outcomes) if (outcome.kind === 'failed') couldNotStore(run, outcome.error);
  for (const archive of archives) await verdict.guard(() => recordContents(run, archive));
}

/** How `file` is to be stored. Remains of an earlier life of this very job are replaced, anybody else's file is not. */
export function stageOutRequest(
  run: JobRun,
  file: OutputFile,
  given: Pick<StageOutRequest, 'source' | 'role'>,
): StageOutRequest {
  const { assignment, before, storing } = run;
  storing.set(file.lfn, file);
  return {
    ...given,
    file: { ...file, guid: guidOf(run, file) },
    destination: destinationOf(file, siteOf(assignment)),
    alternatives: alternativesOf(file, assignment),
    conflict: before.resumed ? 'replace' : 'refuse',
  };
}

async function requestFor(
  run: JobRun,
  file: FoundOutput,
  packed: string | undefined,
): Promise<StageOutRequest | undefined> {
  const source = packed ?? (await sourceOf(run, file));
  return source === undefined ? undefined : stageOutRequest(run, file, { source, role: 'output' });
}
