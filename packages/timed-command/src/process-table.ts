import { marksInEnvironment, markInLimits, type Mark, type Marking } from './mark.ts';
import { allPids, inertLimitsOf, newestPid, readProc, statOf, threadLeaderOf } from './proc.ts';

/** Above this many new pids since the last look, listing /proc is cheaper than asking for each. */
const longestWindow = 400;
/** A pid that is not there may belong to a fork that is not complete; after this time it is not. */
const forkLastsMs = 20;

interface Absent {
  readonly pid: number;
  readonly since: number;
}

/**
 * Which live processes carry our marks. A descendant's pid is always handed out after its command's, so a look reads only what was handed out
 * since the last look, once for all commands together; the counter itself stands in /proc/loadavg.
 */
export class ProcessTable {
  readonly #marking: Marking;
  readonly #known = new Map<number, Mark>();
  readonly #children = new Set<number>();
  readonly #pidLimit = Number(readProc('/proc/sys/kernel/pid_max') ?? 32_768);
  #frontier = newestPid();
  #absent: Absent[] = [];

  constructor(marking: Marking) {
    this.#marking = marking;
  }

  /** A process that we started ourselves: its own Node handle tells when it ends. */
  adopt(pid: number): void {
    this.#children.add(pid);
  }

  /** Node has reaped it. */
  release(pid: number): void {
    this.#children.delete(pid);
    this.#known.delete(pid);
  }

  /** The live descendants of a command, newest first, without the process that we started ourselves. */
  membersOf(mark: Mark): number[] {
    if (!this.#lookAtNew()) this.#lookAtAll();
    return this.#alive(mark);
  }

  /** The same after a look at every process: finds also what only the environment gives away. */
  allMembersOf(mark: Mark): number[] {
    this.#lookAtAll();
    return this.#alive(mark);
  }

  #alive(mark: Mark): number[] {
    const members: number[] = [];
    for (const [pid, { session, serial }] of this.#known) {
      if (session !== mark.session || serial !== mark.serial) continue;
      if (this.#isOurs(this.#identify(pid, 'thorough')) && isRunning(pid)) members.push(pid);
      else this.#known.delete(pid);
    }
    return members.toReversed();
  }

  /** False when the counter cannot be trusted or too much has happened: then only a look at everything tells. */
  #lookAtNew(): boolean {
    if (!this.#marking.limitsWork) return false;
    const absent = this.#absent;
    this.#absent = [];
    for (const { pid, since } of absent) this.#lookAt(pid, since);
    for (;;) {
      const newest = newestPid();
      if (newest === undefined || this.#frontier === undefined) return false;
      if (newest === this.#frontier) return true;
      const distance = (newest - this.#frontier + this.#pidLimit) % this.#pidLimit;
      if (distance > longestWindow) return false;
      for (let step = 1; step <= distance; step += 1) this.#lookAt((this.#frontier + step) % this.#pidLimit);
      this.#frontier = newest;
    }
  }

  /** What is forked while the list is read has a higher pid: the look at new ones follows at once. */
  #lookAtAll(): void {
    for (let round = 0; round < 3; round += 1) {
      this.#frontier = newestPid();
      this.#absent = [];
      for (const pid of allPids()) this.#note(pid, this.#identify(pid, 'thorough'));
      if (this.#lookAtNew()) return;
    }
  }

  #lookAt(pid: number, since = performance.now()): void {
    if (this.#children.has(pid)) return;
    const mark = this.#identify(pid, 'quick');
    if (mark === 'absent') {
      if (performance.now() - since < forkLastsMs) this.#absent.push({ pid, since });
    } else this.#note(pid, mark);
  }

  #note(pid: number, mark: Mark | 'absent' | undefined): void {
    if (this.#children.has(pid) || !this.#isOurs(mark)) return;
    if (!this.#known.has(pid) && threadLeaderOf(pid) === pid) this.#known.set(pid, mark);
  }

  #identify(pid: number, manner: 'quick' | 'thorough'): Mark | 'absent' | undefined {
    const limits = inertLimitsOf(pid);
    if (limits === undefined) return 'absent';
    const mark = markInLimits(limits, this.#marking.carrier);
    if (this.#isOurs(mark) || (manner === 'quick' && this.#marking.limitsWork)) return mark;
    return marksInEnvironment(pid).find((candidate) => this.#isOurs(candidate));
  }

  #isOurs(mark: Mark | 'absent' | undefined): mark is Mark {
    if (mark === undefined || mark === 'absent') return false;
    return mark.session === this.#marking.session || mark.session === this.#marking.session + 1;
  }
}

function isRunning(pid: number): boolean {
  const state = statOf(pid)?.state;
  return state !== undefined && state !== 'Z' && state !== 'X';
}
