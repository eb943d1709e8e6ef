import { marksInEnvironment, markInLimits, type Mark, type Marking } from './mark.ts';
import { hasEnded, type ProcessStat, statOf } from './process-stat.ts';
import { allPids, inertLimitsOf, isThere, isThread, newestPid, readProc } from './proc.ts';

/** Above this many new pids since the last look, listing /proc is cheaper than asking for each. */
const longestWindow = 2000;
/** A pid that is not there may belong to a fork that is not complete; after this time it is not. */
const forkLastsMs = 20;
/** Who forks faster than this look can follow is somebody, whoever it is. */
const longestLookMs = 50;

/** How to look. */
export interface Look {
  /** At what was started since the last look, or at every process, which also finds what only the environment gives away. */
  readonly reach: 'new' | 'all';
  /**
   * Called for each process of the command at the moment it is seen running. It may have ended when the look is over,
   * and left another one.
   */
  readonly onSight?: (pid: number, stat: ProcessStat) => void;
}

interface Absent {
  readonly pid: number;
  readonly since: number;
}

/**
 * Which live processes carry our marks. A descendant's pid is always handed out after its command's, so a look reads
 * only what was handed out since the last look, once for all commands together; the counter itself stands in
 * /proc/loadavg.
 */
export class ProcessTable {
  /** How many live processes without our mark were born, as far as has been looked. */
  strangers = 0;
  readonly #marking: Marking;
  readonly #known = new Map<number, Mark>();
  readonly #children = new Set<number>();
  readonly #ended = new Set<number>();
  readonly #pidLimit = Number(readProc('/proc/sys/kernel/pid_max') ?? 32_768);
  #frontier = newestPid();
  #counterWorks = true;
  /** A child that the counter must have passed by its next reading. */
  #newestChild: number | undefined;
  readonly #absent: Absent[] = [];
  #notice: ((pid: number, mark: Mark, stat: ProcessStat) => void) | undefined;
  #commands = 0;

  constructor(marking: Marking) {
    this.#marking = marking;
  }

  /** Whether every descendant is bound to be found. */
  get limitsWork(): boolean {
    return this.#marking.limitsWork;
  }

  /**
   * A command is about to be started. While none runs, nothing that the machine starts is ours: it need not be looked
   * at, however much it is. Each call is to be followed by one of `end`, or later commands look at more than they need.
   */
  begin(): void {
    if (this.#commands === 0) this.#skipToNewest();
    this.#commands += 1;
  }

  /** A command is over: nobody will ask for its mark again. */
  end(): void {
    this.#commands -= 1;
  }

  /** A process that we started ourselves, to be told before anything else is looked at: its own Node handle tells when it ends. */
  adopt(pid: number): void {
    this.#children.add(pid);
    this.#newestChild = pid;
  }

  /** Looks at what is new while nobody waits: what the machine has started meanwhile need not be looked at when a command ends. */
  catchUp(): void {
    this.#lookAtNew(longestWindow);
  }

  /** Node has reaped it: it need not be looked for. */
  release(pid: number): void {
    this.#children.delete(pid);
    this.#known.delete(pid);
    if (this.#frontier !== undefined && this.#distance(pid, this.#frontier) < this.#pidLimit / 2) this.#ended.add(pid);
  }

  /**
   * The descendants of a command that were seen running, without the process that we started ourselves; `undefined`
   * when new ones appeared faster than they could be looked at. An empty answer means that at the end of the look there
   * was none.
   */
  look(mark: Mark, { reach, onSight }: Look): readonly number[] | undefined {
    const seen = new Set<number>();
    const notice = (pid: number, { session, serial }: Mark, stat: ProcessStat): void => {
      if (session !== mark.session || serial !== mark.serial) return;
      onSight?.(pid, stat);
      seen.add(pid);
    };
    for (const [pid, old] of this.#known) {
      const stat = isSame(this.#identify(pid, 'all'), old) ? statOf(pid) : undefined;
      if (stat === undefined || hasEnded(stat)) this.#known.delete(pid);
      else notice(pid, old, stat);
    }
    this.#notice = notice;
    const conclusive = (reach === 'new' && this.#lookAtNew(longestWindow)) || this.#lookAtAll();
    this.#notice = undefined;
    return conclusive ? [...seen] : undefined;
  }

  #skipToNewest(): void {
    this.#frontier = this.#readCounter();
    this.#absent.length = 0;
    this.#ended.clear();
    this.#known.clear();
  }

  /** What is forked while the list is read has a higher pid: the look at new ones follows at once, and however many there are. */
  #lookAtAll(): boolean {
    this.#frontier = this.#readCounter();
    this.#absent.length = 0;
    this.#ended.clear();
    this.strangers += 1;
    for (const pid of allPids().toReversed()) this.#note(pid, this.#identify(pid, 'all'));
    return !this.#counterWorks || !this.#marking.limitsWork || this.#lookAtNew(Number.POSITIVE_INFINITY);
  }

  /** False when the counter cannot be trusted or too much has happened: then only a look at everything tells. */
  #lookAtNew(longest: number): boolean {
    if (!this.#marking.limitsWork || !this.#counterWorks) return false;
    const patience = performance.now() + longestLookMs;
    const earlier = this.#absent.length;
    for (;;) {
      const newest = this.#readCounter();
      if (newest === undefined || this.#frontier === undefined || !this.#counterWorks) return false;
      if (performance.now() > patience) return false;
      const distance = this.#distance(newest, this.#frontier);
      if (distance > longest) return false;
      let looks = 0;
      // The newest first: whoever forks and ends all the time is still there.
      for (let back = 0; back < distance; back += 1)
        looks += this.#lookAt((newest - back + this.#pidLimit) % this.#pidLimit);
      this.#frontier = newest;
      // Nothing new but our own children: nobody was there who could have forked since.
      if (looks === 0) break;
    }
    this.#ended.clear();
    for (const { pid, since } of this.#absent.splice(0, earlier)) this.#lookAt(pid, since);
    return true;
  }

  /** A container may show a counter that is not the one its pids come from (lxcfs does). */
  #readCounter(): number | undefined {
    const newest = newestPid();
    const child = this.#newestChild;
    this.#newestChild = undefined;
    if (newest === undefined || this.#frontier === undefined) this.#counterWorks = false;
    else if (child !== undefined && this.#distance(child, this.#frontier) > this.#distance(newest, this.#frontier))
      this.#counterWorks = false;
    return newest;
  }

  /** How many pids were handed out between two; they begin again at the top. */
  #distance(later: number, earlier: number): number {
    return (later - earlier + this.#pidLimit) % this.#pidLimit;
  }

  /** The answer is how many looks it took: none at our own children. */
  #lookAt(pid: number, since = performance.now()): 0 | 1 {
    if (this.#children.has(pid) || this.#ended.has(pid)) return 0;
    const mark = this.#identify(pid, 'new');
    if (mark === undefined) this.strangers += 1;
    if (mark !== 'absent') this.#note(pid, mark);
    else if (performance.now() - since < forkLastsMs) this.#absent.push({ pid, since });
    return 1;
  }

  #note(pid: number, mark: Mark | 'absent' | undefined): void {
    if (this.#children.has(pid) || !this.#isOurs(mark) || this.#known.has(pid)) return;
    const stat = statOf(pid);
    if (stat === undefined || hasEnded(stat) || isThread(pid)) return;
    this.#known.set(pid, mark);
    this.#notice?.(pid, mark, stat);
  }

  /**
   * The environment is asked where limits tell nothing: each process that was born meanwhile once, all of them only
   * when there is time for it.
   */
  #identify(pid: number, reach: Look['reach']): Mark | 'absent' | undefined {
    const limits = reach === 'all' || isThere(pid) ? inertLimitsOf(pid) : undefined;
    if (limits === undefined) return 'absent';
    const mark = markInLimits(limits, this.#marking.carrier);
    if (this.#isOurs(mark)) return mark;
    return marksInEnvironment(pid).find((candidate) => this.#isOurs(candidate));
  }

  #isOurs(mark: Mark | 'absent' | undefined): mark is Mark {
    if (mark === undefined || mark === 'absent') return false;
    return mark.session === this.#marking.session || mark.session === this.#marking.session + 1;
  }
}

function isSame(one: Mark | 'absent' | undefined, other: Mark): boolean {
  return one !== undefined && one !== 'absent' && one.session === other.session && one.serial === other.serial;
}
