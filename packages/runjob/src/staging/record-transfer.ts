import { type Job, type Logger, formatChecksum } from '@panda-pilot/core';
import type { StoredFile as StoredOutcome, TransferEvent } from '@panda-pilot/movers-core';
import type { StoredFile } from '../state/job-report.ts';
import type { Journal } from '../state/journal.ts';
import type { FromRunJob } from '../channel/messages.ts';
import { note } from '../state/note.ts';

/** Journals each file the moment it is settled, before anything else can happen to the job, and tells the agent. */
export function recordTransfer(
  event: TransferEvent,
  to: {
    readonly job: Job;
    readonly journal: Journal;
    readonly logger: Logger;
    readonly tell: (message: FromRunJob) => void;
  },
): void {
  if (event.type !== 'transfer-ended') {
    const { type, direction, lfn, bytes, totalBytes } = event;
    to.tell({ type, direction, lfn, bytes, ...(totalBytes === undefined ? {} : { totalBytes }) });
    return;
  }
  const { outcome, direction, lfn, bytes, totalBytes } = event;
  if (outcome.kind === 'staged') {
    const { sizeBytes, checksum } = outcome;
    note(
      {
        event: 'input-staged',
        lfn,
        sizeBytes,
        ...(checksum && { checksum: formatChecksum(checksum) }),
      },
      to,
    );
  }
  if (outcome.kind === 'stored') {
    note(
      {
        event: outcome.role === 'log' ? 'log-stored' : 'output-stored',
        file: asStored(outcome, to.job),
      },
      to,
    );
  }
  to.tell({
    type: 'transfer-ended',
    direction,
    lfn,
    bytes,
    ...(totalBytes === undefined ? {} : { totalBytes }),
    durationMs: outcome.durationMs,
    ...(outcome.kind === 'failed' ? { error: outcome.error.message } : {}),
  });
}

function asStored(outcome: StoredOutcome, job: Job): StoredFile {
  const file = [...job.outputs, ...(job.log === undefined ? [] : [job.log])].find(({ lfn }) => lfn === outcome.lfn);
  return {
    lfn: outcome.lfn,
    guid: outcome.guid,
    ...(file?.scope === undefined ? {} : { scope: file.scope }),
    surl: outcome.surl,
    ...(file?.ddmEndpoint === undefined ? {} : { endpoint: file.ddmEndpoint }),
    sizeBytes: outcome.sizeBytes,
    checksum: formatChecksum(outcome.checksum),
    copytool: outcome.copytool,
  };
}
