import { memoryOf } from './proc.ts';
import { statOf, ticksOfOwnChildren, ticksPerSecond } from './process-stat.ts';
import { send } from './signals.ts';

/** What a command's tree has used, as far as Linux tells an observer without privilege. */
export interface Usage {
  /** CPU time, user and system together. */
  readonly cpuMs: number;
  /**
   * `counted`: by the kernel, in ticks of 10 ms, for the command and all that it has waited for (and for any child that
   * this Node process has started by other means and that ended in between). `sampled`: at least this much was seen; so
   * it is when several commands end at once.
   */
  readonly cpuIs: 'counted' | 'sampled';
  /**
   * The most resident memory seen, all processes together; sampled, `undefined` when the command was over before the
   * first sample (100 ms), or nobody looked.
   */
  readonly peakMemoryBytes: number | undefined;
}

const tickMs = 1000 / ticksPerSecond;
const firstSampleMs = 100;
const longestPauseMs = 1000;
/** Sampling takes at most this share of our time, however many processes the machine has. */
const largestShare = 0.01;
/** With more commands at once, ends are no longer told apart. */
const mostToTellApart = 4;

const running = new Set<number>();
const mingled = new Set<number>();

/** Follows one command and, told how to find them, its descendants while they run. */
export class UsageMeter {
  /** What all our children had used when it was read last. */
  static #countedTicks = 0;
  /** Whether one has ended since. */
  static #countIsDue = false;
  /** Whose end that was, when nobody else's. */
  static #latest: UsageMeter | undefined;
  readonly #leader: number;
  #descendants: (() => readonly number[]) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #pauseMs = firstSampleMs;
  #sampledTicks = 0;
  #endTicks: number | undefined;
  #peakMemoryBytes: number | undefined;
  #usage: Usage | undefined;

  constructor(leader: number, descendants: (() => readonly number[]) | undefined) {
    this.#leader = leader;
    this.#descendants = descendants;
    if (running.size === 0) UsageMeter.#countIsDue = true;
    if (running.size <= mostToTellApart) UsageMeter.#countWhatIsDue();
    running.add(leader);
    this.#arm();
  }

  /**
   * To be called when Node has reaped the leader, before anything else happens: its ticks are the newest among those of
   * our children. They are read when somebody asks for them, at the latest after this turn of the event loop: the
   * result need not wait for that.
   */
  leaderEnded(): void {
    this.stop();
    const alone = !mingled.delete(this.#leader) && running.size < mostToTellApart && !UsageMeter.#countIsDue;
    const others = alone ? [...running].filter((pid) => send(pid, 0) === 'gone') : [];
    for (const pid of others) mingled.add(pid);
    UsageMeter.#latest = alone && others.length === 0 ? this : undefined;
    UsageMeter.#countIsDue = true;
    // With more that run, the next end will not be told apart either: it needs no count to compare with.
    if (running.size <= mostToTellApart) setImmediate(UsageMeter.#countWhatIsDue);
  }

  /** The command is over: nothing more is sampled. */
  stop(): void {
    clearTimeout(this.#timer);
    running.delete(this.#leader);
    this.#descendants = undefined;
  }

  /** To be asked for when the command is over: it is made once. */
  usage(): Usage {
    return (this.#usage ??= this.#makeUsage());
  }

  #makeUsage(): Usage {
    if (UsageMeter.#latest === this) UsageMeter.#countWhatIsDue();
    const counted = this.#endTicks !== undefined && this.#endTicks >= this.#sampledTicks - 1;
    const ticks = Math.max(this.#endTicks ?? 0, this.#sampledTicks);
    return { cpuMs: ticks * tickMs, cpuIs: counted ? 'counted' : 'sampled', peakMemoryBytes: this.#peakMemoryBytes };
  }

  static readonly #countWhatIsDue = (): void => {
    if (!UsageMeter.#countIsDue) return;
    const ticks = ticksOfOwnChildren();
    if (UsageMeter.#latest !== undefined) UsageMeter.#latest.#endTicks = ticks - UsageMeter.#countedTicks;
    UsageMeter.#countIsDue = false;
    UsageMeter.#latest = undefined;
    UsageMeter.#countedTicks = ticks;
  };

  #arm(): void {
    if (this.#descendants === undefined) return;
    this.#timer = setTimeout(() => this.#sample(), this.#pauseMs).unref();
  }

  #sample(): void {
    const startedAt = performance.now();
    let seconds = 0;
    let residentBytes = 0;
    for (const pid of [this.#leader, ...(this.#descendants?.() ?? [])]) {
      const stat = statOf(pid);
      if (stat !== undefined) seconds += stat.userSeconds + stat.systemSeconds;
      const memory = memoryOf(pid);
      residentBytes += memory.residentBytes;
      this.#peakMemoryBytes = Math.max(this.#peakMemoryBytes ?? 0, memory.peakBytes);
    }
    this.#sampledTicks = Math.max(this.#sampledTicks, Math.round(seconds * ticksPerSecond));
    this.#peakMemoryBytes = Math.max(this.#peakMemoryBytes ?? 0, residentBytes);
    const costMs = performance.now() - startedAt;
    this.#pauseMs = Math.max(Math.min(this.#pauseMs * 2, longestPauseMs), costMs / largestShare);
    this.#arm();
  }
}
