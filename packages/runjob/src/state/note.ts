import type { Logger } from '@panda-pilot/core';
import type { Journal, JournalEvent } from './journal.ts';

/**
 * Journals what cannot be taken back any more. A disk that does not take the line costs the certainty after a crash, not the job: this
 * process goes on with what it knows, and a successor would find the file in the storage as it is.
 */
export function note(happened: JournalEvent, to: { readonly journal: Journal; readonly logger: Logger }): void {
  try {
    to.journal.append(happened);
  } catch (error) {
    to.logger.error({ err: error, event: happened.event }, 'the journal could not be written');
  }
}
