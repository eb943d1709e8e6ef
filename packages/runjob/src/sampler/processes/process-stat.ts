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
const ticksPerSecond = 100;

/** Reads the text of `/proc/PID/stat`; undefined when it is not complete. */
export function parseProcessStat(text: string): ProcessStat | undefined {
  // The name in parentheses may hold blanks and parentheses itself: fields are counted after the last one.
  const nameEnd = text.lastIndexOf(')');
  const fields = text.slice(nameEnd + 2).split(' ');
  if (nameEnd < 0 || fields.length < 22) return undefined;
  const field = (index: number): number => Number(fields[index]);
  const nameStart = text.indexOf('(');
  return {
    pid: Number(text.slice(0, nameStart)),
    name: text.slice(nameStart + 1, nameEnd),
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

export function isStopped({ state }: ProcessStat): boolean {
  return state === 'T' || state === 't';
}
