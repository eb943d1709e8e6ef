import { refused } from '../../http/answer.ts';
import type { Dispatcher } from '../../jobs/dispatcher.ts';
import type { Method } from '../method-context.ts';

/** POST job/set_debug_mode: also when it went well the answer says that it did not, with the word that it did. */
export const setDebugMode: Method<'job/set_debug_mode'> = ({ job_id, mode }, { dispatcher }) =>
  refused(switchDebugMode(dispatcher, job_id, mode));

/** Switches the debug mode of a job. What the server says of it in a word, or in a sentence for a job that it does not have. */
export function switchDebugMode(dispatcher: Dispatcher, pandaId: number, debug: boolean): string {
  const job = dispatcher.job(pandaId);
  if (job === undefined) return `ERROR : job ${pandaId} not found in DB`;
  dispatcher.replace({ ...job, debug });
  return 'Succeeded';
}
