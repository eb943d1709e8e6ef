import { memoryOf, statOf, ticksOfOwnChildren } from './proc.ts';
import { send } from './signals.ts';

/** What a command's tree has used, as far as Linux tells an observer without privilege. */
export interface Usage {
  /** CPU time, user and system together. */
  readonly cpuMs: number;
  /**
   * `counted`: by the kernel, in ticks of 10 ms, for the command and all that it has waited for (and for any child that this Node process has
   * started by other means and that ended in between). `sampled`: at least this much was seen; so it is when several commands end at once.
   */
  readonly cpuIs: 'counted' | 'sampled';
  /** The most resident memory seen, all processes together; sampled, `undefined` when the command was over before the first sample (100 ms), or nobody looked. */
  readonly peakMemoryBytes: number | undefined;
}

const tickMs = 10;
const firstSampleMs = 100;
const longestPauseMs = 1000;
/** Sampling takes at most this share of our time, however many processes the machine has. */
const largestShare = 0.01;
/** With more commands at once, ends are no longer told apart. */
const mostToTellApart = 4;

const running = new Set<number>();
const mingled = new Set<number>();
let countedTicks = 0;

/** Follows one command and, told how to find them, its descendants while they run. */
export class UsageMeter {
  readonly #leader: number;
  #timer: NodeJS.Timeout | undefined;
  #pauseMs = firstSampleMs;
  #sampledTicks = 0;
  #endTicks: number | undefined;
  #peakMemoryBytes: number | undefined;

  constructor(leader: number, descendants: (() => readonly number[]) | undefined) {
    this.#leader = leader;
    if (running.size === 0) countedTicks = ticksOfOwnChildren();
    running.add(leader);
    if (descendants !== undefined) this.#arm(descendants);
  }

  /** To be called when Node has reaped the leader, before anything else happens: its ticks are the newest among those of our children. */
  leaderEnded(): void {
    clearTimeout(this.#timer);
    running.delete(this.#leader);
    const alone = !mingled.delete(this.#leader) && running.size < mostToTellApart;
    const ticks = ticksOfOwnChildren();
    const others = alone ? [...running].filter((pid) => send(pid, 0) === 'gone') : [];
    if (alone && others.length === 0) this.#endTicks = ticks - countedTicks;
    for (const pid of others) mingled.add(pid);
    countedTicks = ticks;
  }

  usage(): Usage {
    clearTimeout(this.#timer);
    running.delete(this.#leader);
    const counted = this.#endTicks !== undefined && this.#endTicks >= this.#sampledTicks - 1;
    const ticks = Math.max(this.#endTicks ?? 0, this.#sampledTicks);
    return { cpuMs: ticks * tickMs, cpuIs: counted ? 'counted' : 'sampled', peakMemoryBytes: this.#peakMemoryBytes };
  }

  #arm(descendants: () => readonly number[]): void {
    this.#timer = setTimeout(() => this.#sample(descendants), this.#pauseMs).unref();
  }

  #sample(descendants: () => readonly number[]): void {
    const startedAt = performance.now();
    let ticks = 0;
    let residentBytes = 0;
    for (const pid of [this.#leader, ...descendants()]) {
      const stat = statOf(pid);
      if (stat !== undefined) ticks += stat.ownTicks + stat.childrenTicks;
      const memory = memoryOf(pid);
      residentBytes += memory.residentBytes;
      this.#peakMemoryBytes = Math.max(this.#peakMemoryBytes ?? 0, memory.peakBytes);
    }
    this.#sampledTicks = Math.max(this.#sampledTicks, ticks);
    this.#peakMemoryBytes = Math.max(this.#peakMemoryBytes ?? 0, residentBytes);
    const costMs = performance.now() - startedAt;
    this.#pauseMs = Math.max(Math.min(this.#pauseMs * 2, longestPauseMs), costMs / largestShare);
    this.#arm(descendants);
  }
}
