import { ProcFile, readProc } from './proc.ts';

/** What `/proc/PID/stat` says of a process. Times in seconds. */
export interface ProcessStat {
  readonly pid: number;
  readonly name: string;
  /** R, S, D, T (stopped), t (traced), Z (ended, not yet reaped)... */
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** CPU time of the process and of the children that it has waited for. */
  readonly userSeconds: number;
  readonly systemSeconds: number;
  readonly threads: number;
  /** Since boot; tells a process from a later one with the same pid. */
  readonly startTicks: number;
  readonly vmemKb: number;
  readonly rssPages: number;
}

/** Linux shows /proc's times in this unit wherever Node runs. */
export const ticksPerSecond = 100;

const ownStat = new ProcFile('/proc/self/stat');

/** What Linux says of the process at this moment; `undefined` when it is gone or hidden. */
export function statOf(pid: number): ProcessStat | undefined {
  const text = readProc(`/proc/${pid}/stat`);
  return text === undefined ? undefined : parseProcessStat(text);
}

/** Reads the text of `/proc/PID/stat`; `undefined` when it is not complete. */
export function parseProcessStat(text: string): ProcessStat | undefined {
  const fields = fieldsIn(text, 22);
  if (fields.length < 22) return undefined;
  const field = (index: number): number => Number(fields[index]);
  const nameStart = text.indexOf('(');
  return {
    pid: Number(text.slice(0, nameStart)),
    name: text.slice(nameStart + 1, text.lastIndexOf(')')),
    state: fields[0] ?? '?',
    parent: field(1),
    group: field(2),
    session: field(3),
    userSeconds: (field(11) + field(13)) / ticksPerSecond,
    systemSeconds: (field(12) + field(14)) / ticksPerSecond,
    threads: field(17),
    startTicks: field(19),
    vmemKb: field(20) / 1024,
    rssPages: field(21),
  };
}

/** A zombie has ended: it holds a pid and its CPU time, nothing else. */
export function hasEnded({ state }: ProcessStat): boolean {
  return state === 'Z' || state === 'X';
}

/** The CPU time, in ticks, of all children that this process has waited for; 0 on a machine without /proc. */
export function ticksOfOwnChildren(): number {
  const [user, system] = fieldsIn(ownStat.read(), 15).slice(13);
  return Number(user ?? 0) + Number(system ?? 0);
}

/** The first of them. The name in parentheses may hold blanks and parentheses itself: fields are counted after the last one. */
function fieldsIn(stat: string, most: number): readonly string[] {
  const nameEnd = stat.lastIndexOf(')');
  return nameEnd < 0 ? [] : stat.slice(nameEnd + 2).split(' ', most);
}
