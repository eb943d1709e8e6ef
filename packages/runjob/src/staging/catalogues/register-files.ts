import { type OutputFile, parseChecksum, PilotError } from '@panda-pilot/core';
import type { JobRun } from '../../job-run.ts';
import type { StoredFile } from '../../state/job-report.ts';
import { note } from '../../state/note.ts';
import { remainingSteps } from '../../state/remaining-steps.ts';
import type { FileToRegister, RegistrationAnswer } from './catalogues.ts';

/**
 * Tells the catalogue of the files of this job that are stored and that it has not been told of; of a failed job of its
 * log only. Rejects with FAILED_LFC_REG when it refuses or does not answer. After a crash what it has already is as
 * good as registered.
 */
export async function registerFiles(run: JobRun): Promise<void> {
  const { assignment, catalogues, journal, stop, verdict } = run;
  if (catalogues?.register === undefined) return;
  const { stored, log, registered, registering } = remainingSteps(assignment.job, journal.events);
  const outputs = verdict.failure === undefined ? [...stored.values()] : [];
  const files = [...outputs, ...(log.kind === 'stored' ? [log.file] : [])].filter(({ lfn }) => !registered.has(lfn));
  const told = files.flatMap((file) => asTold(run, file));
  if (told.length === 0) return;
  note({ event: 'files-registering', lfns: told.map(({ lfn }) => lfn) }, run);
  const answers = await catalogues.register(told, { signal: stop.storingSignal });
  const settled = told.map(({ lfn }, index) => ({
    lfn,
    failure: failureIn(answers[index], { before: registering.has(lfn) }),
  }));
  const lfns = settled.flatMap(({ lfn, failure }) => (failure === undefined ? [lfn] : []));
  if (lfns.length > 0) note({ event: 'files-registered', lfns }, run);
  const failed = settled.find(({ failure }) => failure !== undefined);
  if (failed === undefined) return;
  const { lfn, failure = '' } = failed;
  throw new PilotError('FAILED_LFC_REG', `${lfn}: ${failure}`, { details: { lfn } });
}

/** What lies within an archive has no replica of its own. */
function asTold({ storing }: JobRun, file: StoredFile): readonly FileToRegister[] {
  const { lfn, guid, scope, endpoint, sizeBytes: size, checksum } = file;
  const surl = new URL(file.surl);
  const known = checksum === undefined ? undefined : parseChecksum(checksum);
  if (known === undefined || surl.searchParams.has('xrdcl.unzip')) return [];
  const dataset = datasetOf(storing.get(lfn));
  return [
    {
      lfn,
      guid,
      surl,
      size,
      checksum: known,
      ...(scope === undefined ? {} : { scope }),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(dataset === undefined ? {} : { dataset }),
    },
  ];
}

function datasetOf(file: OutputFile | undefined): string | undefined {
  return file?.dataset ?? file?.destinationBlock;
}

function failureIn(
  answer: RegistrationAnswer | undefined,
  { before }: { readonly before: boolean },
): string | undefined {
  if (answer === undefined) return 'the catalogue says nothing of it';
  if (answer.kind === 'registered') return undefined;
  return before && isThere.test(answer.reason) ? undefined : answer.reason;
}

/** Catalogues' words for what they have: `already exists` of LRC and Rucio, which answers 409, `LFNnonunique` of LRC. */
const isThere = /already exists|LFNnonunique|answers 409/i;
