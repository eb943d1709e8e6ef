import { type Logger, formatChecksum } from '@panda-pilot/core';
import type { StoredFile as StoredOutcome, TransferEvent } from '@panda-pilot/movers-core';
import type { StoredFile } from '../state/job-report.ts';
import type { Journal } from '../state/journal.ts';
import type { FromRunJob } from '../channel/messages.ts';
import type { JobRun } from '../job-run.ts';
import { note } from '../state/note.ts';
import { endpointAt } from './outputs/alternatives.ts';
import { listForArc } from './outputs/arc-output-list.ts';

/** What is told of transfers, and what it is told to. */
interface Records extends Pick<JobRun, 'assignment' | 'storing'> {
  readonly journal: Journal;
  readonly logger: Logger;
  readonly tell: (message: FromRunJob) => void;
}

/** Journals each file the moment it is settled, before anything else can happen to the job, and tells the agent. */
export function recordTransfer(event: TransferEvent, to: Records): void {
  if (event.type === 'transfer-ended') noteOutcome(event.outcome, to);
  to.tell(messageOf(event));
}

function noteOutcome(outcome: EndedTransfer['outcome'], to: Records): void {
  if (outcome.kind === 'staged') {
    const { checksum, lfn, sizeBytes } = outcome;
    const checked = checksum === undefined ? {} : { checksum: formatChecksum(checksum) };
    note({ event: 'input-staged', lfn, sizeBytes, ...checked }, to);
  }
  if (outcome.kind === 'stored') {
    tellArc(outcome, to);
    const event = outcome.role === 'log' ? 'log-stored' : 'output-stored';
    note({ event, file: asStored(outcome, to) }, to);
  }
}

/** Before the journal knows of the file: what it knows is never told again. */
function tellArc(outcome: StoredOutcome, { assignment, storing, logger }: Records): void {
  const file = storing.get(outcome.lfn);
  try {
    if (file !== undefined) listForArc(outcome, file, assignment);
  } catch (error) {
    logger.error({ lfn: outcome.lfn, reason: String(error) }, 'ARC could not be told to upload a file');
  }
}

type EndedTransfer = Extract<TransferEvent, { readonly type: 'transfer-ended' }>;

function asStored(outcome: StoredOutcome, { assignment, storing }: Records): StoredFile {
  const file = storing.get(outcome.lfn);
  const endpoint = file === undefined ? undefined : endpointAt(outcome.surl, file, assignment);
  return {
    lfn: outcome.lfn,
    guid: outcome.guid,
    ...(file?.scope === undefined ? {} : { scope: file.scope }),
    surl: outcome.surl,
    ...(endpoint === undefined ? {} : { endpoint }),
    sizeBytes: outcome.sizeBytes,
    checksum: formatChecksum(outcome.checksum),
    copytool: outcome.copytool,
  };
}

function messageOf(event: TransferEvent): FromRunJob {
  const { type, direction, lfn, bytes, totalBytes } = event;
  const progress = { type, direction, lfn, bytes, ...(totalBytes === undefined ? {} : { totalBytes }) };
  if (event.type !== 'transfer-ended') return { ...progress, type: event.type };
  const { durationMs } = event.outcome;
  const error = event.outcome.kind === 'failed' ? { error: event.outcome.error.message } : {};
  return { ...progress, type: event.type, durationMs, ...error };
}
