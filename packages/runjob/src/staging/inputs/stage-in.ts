import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isPilotError, redact } from '@panda-pilot/core';
import {
  damagedReplicas,
  isDispensable,
  openableReplicas,
  removeRemains,
  type StageInOutcome,
  type StageInRequest,
  stageInVerdict,
} from '@panda-pilot/movers-core';
import type { JobRun } from '../../job-run.ts';
import { catalogName } from '../../payload/ready/input-catalog.ts';
import { note } from '../../state/note.ts';
import { provideDbReleases } from './db-releases.ts';
import { type LocatedInput, locateInputs, lookUp } from './located-inputs.ts';

/**
 * Brings every input that is not there yet to the work directory, then writes `PoolFileCatalog.xml`, and `skipped.xml`
 * for inputs that a user's job does without. All files are tried; rejects with the first failure. A job that is to be
 * stopped, or has failed, stages nothing.
 */
export async function stageIn(run: JobRun): Promise<void> {
  const { assignment, before, verdict } = run;
  const { inputs } = assignment.job;
  if (verdict.failure !== undefined || before.payload.kind !== 'to-run' || inputs.length === 0) return;
  // An earlier life of this job may have been killed in the middle of it.
  await removeRemains(run.directory.staging);
  const missing = inputs.filter(({ lfn }) => !before.staged.has(lfn));
  const provided = await provideDbReleases(run, missing);
  const located = await locateInputs(
    run,
    missing.filter(({ lfn }) => !provided.has(lfn)),
  );
  const outcomes = await transfer(run, located);
  const skipped = judge(run, outcomes, inputs.length - located.length);
  await writeCatalogs(run, outcomes, skipped);
}

/**
 * Files that cannot be had where the site's conventions have them are looked for in the catalogue, and tried again
 * where that knows other replicas.
 */
async function transfer(run: JobRun, located: readonly LocatedInput[]): Promise<readonly StageInOutcome[]> {
  if (located.length === 0) return [];
  const first = await tryAll(run, located);
  declareDamaged(run, first, located);
  const failed = located.filter((_, index) => mayBeElsewhere(first[index]));
  const known = await knownToCatalogue(run, failed);
  declareDamaged(run, first, known);
  const elsewhere = notTried(failed, known);
  if (elsewhere.length === 0) return first;
  const second = await tryAll(run, elsewhere);
  declareDamaged(run, second, elsewhere);
  const again = new Map(second.map((outcome) => [outcome.lfn, outcome]));
  return first.map((outcome) => better(outcome, again.get(outcome.lfn)));
}

async function tryAll(run: JobRun, located: readonly LocatedInput[]): Promise<readonly StageInOutcome[]> {
  const { engine, stop } = run;
  const requests = located.map((input) => requestFor(run, input));
  const outcomes = await engine.stageIn(requests, { signal: stop.signal });
  for (const replica of damagedReplicas(outcomes)) note({ event: 'replica-damaged', ...replica }, run);
  return outcomes;
}

/** Only what the catalogue has named: where the site's conventions would have a replica, there need be none. */
function declareDamaged(run: JobRun, outcomes: readonly StageInOutcome[], inputs: readonly LocatedInput[]): void {
  const replicas = inputs.flatMap((input) => (input.by === 'catalogue' ? input.replicas : []));
  const named = new Set(replicas.map(({ url }) => redact(url.href)));
  run.declarations.declare(damagedReplicas(outcomes).filter(({ url }) => named.has(url)));
}

function requestFor({ assignment, directory }: JobRun, { file, replicas }: LocatedInput): StageInRequest {
  return {
    file,
    replicas: replicas.map(({ url }) => url),
    destination: join(directory.staging, file.lfn),
    inPlace: openableReplicas(file, replicas, assignment),
    onTape: isDispensable(file.lfn, assignment.job) ? 'refuse' : 'wait',
    onlyOnTape: replicas.length > 0 && replicas.every(({ isTape }) => isTape),
  };
}

/**
 * Replicas have failed, or none of a kind that the copytools speak to was known; what queue or local disk refuse, they
 * refuse from everywhere.
 */
function mayBeElsewhere(outcome: StageInOutcome | undefined): boolean {
  if (outcome?.kind !== 'failed') return false;
  const { error, failedAttempts } = outcome;
  if (failedAttempts.length === 0) return isPilotError(error, 'NO_STORAGE_PROTOCOL');
  return !failedAttempts.some(({ kind }) => kind === 'no-space' || kind === 'read-only');
}

/** Where both have failed, that nothing was there says less than what the other one met. */
function better(first: StageInOutcome, again: StageInOutcome | undefined): StageInOutcome {
  const isAbsent = first.failedAttempts.every(({ kind }) => kind === 'not-found');
  return again === undefined || (again.kind === 'failed' && !isAbsent) ? first : again;
}

/** A catalogue that cannot be asked changes nothing: the storage's word stands. */
async function knownToCatalogue(run: JobRun, wanted: readonly LocatedInput[]): Promise<readonly LocatedInput[]> {
  try {
    const known = await lookUp(
      run,
      wanted.map(({ file }) => file),
    );
    return [...known.values()];
  } catch (error) {
    if (!isPilotError(error)) throw error;
    run.logger.warn({ err: error }, 'the catalogue cannot be asked where the inputs are');
    return [];
  }
}

/** The inputs of which the catalogue knows replicas that were not tried, with these. */
function notTried(failed: readonly LocatedInput[], known: readonly LocatedInput[]): readonly LocatedInput[] {
  const tried = new Set(failed.flatMap(({ replicas }) => replicas.map(({ url }) => url.href)));
  return known
    .map((input) => ({ ...input, replicas: input.replicas.filter(({ url }) => !tried.has(url.href)) }))
    .filter(({ replicas }) => replicas.length > 0);
}

/** The inputs that the job does without; throws what fails it. `others` were there before. */
function judge(run: JobRun, outcomes: readonly StageInOutcome[], others: number): ReadonlySet<string> {
  const { job } = run.assignment;
  const judged = stageInVerdict(outcomes, job);
  const onTape = judged.kind === 'failed' && isPilotError(judged.error, 'NO_STAGED_FILES') && others > 0;
  if (judged.kind === 'failed' && !onTape) throw judged.error;
  const skipped = judged.kind === 'go-on' ? judged.skipped : outcomes;
  for (const { lfn } of skipped) note({ event: 'input-skipped', lfn }, run);
  return new Set(skipped.map(({ lfn }) => lfn));
}

/** Name the files as the payload opens them, in the work directory or where they are, and those that it does not get. */
async function writeCatalogs(
  { assignment, directory }: JobRun,
  outcomes: readonly StageInOutcome[],
  skipped: ReadonlySet<string>,
): Promise<void> {
  const remote = new Map(outcomes.flatMap((one) => (one.kind === 'remote' ? [[one.lfn, one.url] as const] : [])));
  const identified = assignment.job.inputs.flatMap(({ lfn, guid }) => (guid === undefined ? [] : [{ lfn, guid }]));
  const files = identified.filter(({ lfn }) => !skipped.has(lfn));
  const left = identified.filter(({ lfn }) => skipped.has(lfn));
  if (identified.length === 0) return;
  const { catalogLfn, writePoolFileCatalog, writeSkipped } = await import('@panda-pilot/core/xml');
  if (left.length > 0) await writeFile(join(directory.staging, 'skipped.xml'), writeSkipped(left));
  if (files.length === 0) return;
  const catalog = files.map(({ guid, lfn }) => {
    const url = remote.get(lfn);
    return url === undefined
      ? { guid, lfn, pfns: [join(directory.work, lfn)] }
      : { guid, lfn: catalogLfn(lfn), pfns: [url] };
  });
  await writeFile(join(directory.staging, catalogName), writePoolFileCatalog(catalog));
}
