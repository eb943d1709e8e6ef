import { type Logger, formatChecksum } from '@panda-pilot/core';
import type { StoredFile as StoredOutcome, TransferEvent } from '@panda-pilot/movers-core';
import type { StoredFile } from '../state/job-report.ts';
import type { Journal } from '../state/journal.ts';
import type { FromRunJob } from '../channel/messages.ts';
import type { JobRun } from '../job-run.ts';
import { note } from '../state/note.ts';
import { endpointAt } from './outputs/alternatives.ts';

/** Journals each file the moment it is settled, before anything else can happen to the job, and tells the agent. */
export function recordTransfer(
  event: TransferEvent,
  to: {
    readonly assignment: JobRun['assignment'];
    readonly storing: JobRun['storing'];
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
        file: asStored(outcome, to),
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

function asStored(outcome: StoredOutcome, { assignment, storing }: Pick<JobRun, 'assignment' | 'storing'>): StoredFile {
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
