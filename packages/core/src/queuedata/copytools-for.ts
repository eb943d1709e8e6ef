import type { Queuedata } from '../queuedata.ts';

/**
 * What files are moved for: `pr` production read, `pw` production write, `pl` log, `pls` log to a special store,
 * `read_lan`, `write_lan` and others that CRIC may name; `default` stands for all.
 */
export type Activity =
  | 'pr'
  | 'pw'
  | 'pl'
  | 'pls'
  | 'read_lan'
  | 'write_lan'
  | 'es_events'
  | 'es_events_read'
  | 'default'
  | (string & Record<never, never>);

/**
 * Names of the copytools for `activity`, best first, aliases resolved, each once. Empty when the queue names none.
 */
export function copytoolsFor(queuedata: Queuedata, activity: Activity): readonly string[] {
  throw new TypeError(`copytoolsFor: ${activity} of ${queuedata.name} is not read yet`);
}
