import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';

/** What a resource limit of a process is set to; `undefined` stands for unlimited. */
export interface InertLimits {
  /** RLIMIT_LOCKS, without effect since Linux 2.4.25. */
  readonly locks: number | undefined;
  /** RLIMIT_RSS in bytes, without effect since Linux 2.4.30. */
  readonly rssBytes: number | undefined;
}

const scratch = Buffer.allocUnsafe(16_384);

/**
 * A small file of /proc as Latin-1 text; `undefined` when the process is gone or hidden. Synchronous: the answer comes
 * from the kernel, never from a disk. Not for files for which the kernel walks all memory of a process, as `smaps`:
 * they take milliseconds for each gigabyte.
 */
export function readProc(path: string, buffer: Buffer = scratch): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return undefined; // gone, hidden by hidepid, or somebody else's
  }
  try {
    return buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, buffer.length, null));
  } catch {
    return undefined; // it ended between open and read
  } finally {
    closeSync(descriptor);
  }
}

/** Whether /proc answers for a pid. Most of those handed out lately are gone: an `open` that fails costs ten times as much as this. */
export function isThere(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

/** Every pid that /proc lists, in ascending order; a machine without /proc has none. */
export function allPids(): number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0)
      .toSorted((a, b) => a - b);
  } catch {
    return [];
  }
}

/**
 * A file of /proc that is read at the start and end of each command: it stays open, and is written anew for each
 * reading from its beginning.
 */
export class ProcFile {
  readonly #path: string;
  #descriptor: number | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** As Latin-1 text; empty on a machine without /proc. */
  read(): string {
    try {
      this.#descriptor ??= openSync(this.#path, 'r');
      return scratch.toString('latin1', 0, readSync(this.#descriptor, scratch, 0, scratch.length, 0));
    } catch {
      return '';
    }
  }
}

const loadAverage = new ProcFile('/proc/loadavg');

/**
 * The pid most recently handed out in our PID namespace; `undefined` where /proc/loadavg does not tell (gVisor, a
 * container that fakes it).
 */
export function newestPid(): number | undefined {
  const text = loadAverage.read();
  const pid = Number(text.slice(text.lastIndexOf(' ') + 1));
  return pid > 0 ? pid : undefined;
}

/** Resident memory of a process, at this moment and at its largest; zeros when it is gone. Shared pages count in every process. */
export function memoryOf(pid: number): { readonly residentBytes: number; readonly peakBytes: number } {
  const text = readProc(`/proc/${pid}/status`) ?? '';
  const kibibytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
  return { residentBytes: kibibytes('VmRSS') * 1024, peakBytes: kibibytes('VmHWM') * 1024 };
}

/** Whether a pid is that of a thread which is not its process's first: /proc answers for it, though it does not list it. */
export function isThread(pid: number): boolean {
  const leader = /^Tgid:\t(\d+)/m.exec(readProc(`/proc/${pid}/status`) ?? '')?.[1];
  return leader !== undefined && Number(leader) !== pid;
}

/** `undefined` when the process is gone or hidden. World-readable, unlike the environment. */
export function inertLimitsOf(pid: number | 'self', column: 'soft' | 'hard' = 'soft'): InertLimits | undefined {
  const text = readProc(`/proc/${pid}/limits`);
  if (text === undefined) return undefined;
  return { locks: limitIn(text, 'Max file locks', column), rssBytes: limitIn(text, 'Max resident set', column) };
}

/** The kernel prints the name in 26 columns and each value in 21. */
function limitIn(text: string, name: string, column: 'soft' | 'hard'): number | undefined {
  const line = text.indexOf(name);
  if (line < 0) return undefined;
  const start = line + (column === 'soft' ? 26 : 47);
  const value = Number(text.slice(start, start + 21));
  return Number.isNaN(value) ? undefined : value;
}
