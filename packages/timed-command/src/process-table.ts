import { marksInEnvironment, markInLimits, type Mark, type Marking } from './mark.ts';
import { allPids, inertLimitsOf, newestPid, readProc, statOf, threadLeaderOf } from './proc.ts';

/** Above this many new pids since the last look, listing /proc is cheaper than asking for each. */
const longestWindow = 400;
/** A pid that is not there may belong to a fork that is not complete; after this time it is not. */
const forkLastsMs = 20;

/** Where to look: at what was started since the last look, or at every process, which also finds what only the environment gives away. */
export type Reach = 'new' | 'all';

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
  readonly #ended = new Set<number>();
  readonly #pidLimit = Number(readProc('/proc/sys/kernel/pid_max') ?? 32_768);
  #frontier = newestPid();
  #absent: Absent[] = [];

  constructor(marking: Marking) {
    this.#marking = marking;
  }

  /** Whether every descendant is bound to be found. */
  get limitsWork(): boolean {
    return this.#marking.limitsWork;
  }

  /** A process that we started ourselves: its own Node handle tells when it ends. */
  adopt(pid: number): void {
    this.#children.add(pid);
  }

  /** Node has reaped it: it need not be looked for. */
  release(pid: number): void {
    this.#children.delete(pid);
    this.#known.delete(pid);
    if (this.#frontier !== undefined && this.#distance(pid, this.#frontier) < this.#pidLimit / 2) this.#ended.add(pid);
  }

  /** The live descendants of a command, newest first, without the process that we started ourselves. */
  membersOf(mark: Mark, reach: Reach): number[] {
    if (reach === 'all' || !this.#lookAtNew()) this.#lookAtAll();
    const members: number[] = [];
    for (const [pid, { session, serial }] of this.#known) {
      if (session !== mark.session || serial !== mark.serial) continue;
      if (this.#isOurs(this.#identify(pid, 'all')) && isRunning(pid)) members.push(pid);
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
      const distance = this.#distance(newest, this.#frontier);
      if (distance > longestWindow) return false;
      for (let step = 1; step <= distance; step += 1) this.#lookAt((this.#frontier + step) % this.#pidLimit);
      this.#frontier = newest;
      this.#ended.clear();
    }
  }

  /** How many pids were handed out between two; they begin again at the top. */
  #distance(later: number, earlier: number): number {
    return (later - earlier + this.#pidLimit) % this.#pidLimit;
  }

  /** What is forked while the list is read has a higher pid: the look at new ones follows at once. */
  #lookAtAll(): void {
    for (let round = 0; round < 3; round += 1) {
      this.#frontier = newestPid();
      this.#absent = [];
      this.#ended.clear();
      const pids = allPids();
      this.#forgetAllBut(new Set(pids));
      for (const pid of pids) this.#note(pid, this.#identify(pid, 'all'));
      if (this.#lookAtNew()) return;
    }
  }

  #forgetAllBut(pids: ReadonlySet<number>): void {
    for (const pid of this.#known.keys()) if (!pids.has(pid)) this.#known.delete(pid);
  }

  #lookAt(pid: number, since = performance.now()): void {
    if (this.#children.has(pid) || this.#ended.delete(pid)) return;
    const mark = this.#identify(pid, 'new');
    if (mark === 'absent') {
      if (performance.now() - since < forkLastsMs) this.#absent.push({ pid, since });
    } else this.#note(pid, mark);
  }

  #note(pid: number, mark: Mark | 'absent' | undefined): void {
    if (this.#children.has(pid) || !this.#isOurs(mark)) return;
    // A thread has a pid of its own in /proc, though the listing does not show it.
    if (!this.#known.has(pid) && threadLeaderOf(pid) === pid) this.#known.set(pid, mark);
  }

  /** The environment is asked where limits tell nothing, and when there is time for it. */
  #identify(pid: number, reach: Reach): Mark | 'absent' | undefined {
    const limits = inertLimitsOf(pid);
    if (limits === undefined) return 'absent';
    const mark = markInLimits(limits, this.#marking.carrier);
    if (this.#isOurs(mark) || (reach === 'new' && this.#marking.limitsWork)) return mark;
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
