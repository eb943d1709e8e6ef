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
  | 'read_wan'
  | 'write_lan'
  | 'write_wan'
  | 'es_events'
  | 'es_events_read'
  | 'default'
  | (string & Record<never, never>);

/** Which activity is asked next when the queue has nothing for one. */
const next: ReadonlyMap<Activity, Activity> = new Map([
  ['pls', 'pl'],
  ['pl', 'pw'],
  ['es_events', 'pw'],
  ['write_lan', 'pw'],
  ['write_wan', 'pw'],
  ['es_events_read', 'pr'],
  ['read_lan', 'pr'],
  ['read_wan', 'pr'],
]);

/**
 * Names of the copytools for `activity`, best first, each once: those of the activity; else of the one it is a kind of (log
 * in a special store -> log -> production write; events, LAN and WAN -> production write or read); else of `default`; else
 * the old field, `copytoolin` for reading and `copytool` for everything else; else all of `copytools` in their order. Empty
 * when the queue names none.
 */
export function copytoolsFor(queuedata: Queuedata, activity: Activity): readonly string[] {
  const names = namesFor(activity, queuedata.copytoolsByActivity);
  const single = activitiesFrom(activity).includes('pr') ? queuedata.copytoolIn : queuedata.copytool;
  return [...new Set(names ?? (single === undefined ? Object.keys(queuedata.copytools) : [single]))];
}

/** Storage endpoints (RSEs) for `activity`, best first, looked for among activities as {@link copytoolsFor} does. */
export function storagesFor(queuedata: Queuedata, activity: Activity): readonly string[] {
  return namesFor(activity, queuedata.storagesByActivity) ?? [];
}

function namesFor(
  activity: Activity,
  lists: Readonly<Record<string, readonly string[]>>,
): readonly string[] | undefined {
  return [...activitiesFrom(activity), 'default']
    .map((name) => (Object.hasOwn(lists, name) ? (lists[name] ?? []) : []))
    .find((names) => names.length > 0);
}

function activitiesFrom(activity: Activity): readonly Activity[] {
  const following = next.get(activity);
  return following === undefined ? [activity] : [activity, ...activitiesFrom(following)];
}
