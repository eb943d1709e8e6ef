import { setTimeout as sleep } from 'node:timers/promises';
import type { Mark } from './mark.ts';
import type { Look, ProcessTable } from './process-table.ts';
import { hasEnded, type ProcessStat, statOf } from './process-stat.ts';
import { allPids } from './proc.ts';
import { send, signalGroup, type Delivery, type SignalGroup } from './signals.ts';

/**
 * How long SIGKILL may take: a process in an uninterruptible wait (a hung NFS server) dies when the wait ends, and
 * nobody waits for that.
 */
export const killPatienceMs = 1000;

/** Nor is it given up before so many looks: a machine that gives us no CPU for a second has shown nothing. */
const fewestLooks = 20;

/** A command that has run longer can afford a look at every process of the machine each time. */
const longRunMs = 2000;

/** What a tree is made of beside its processes. */
export interface TreeOptions {
  readonly table: ProcessTable;
  readonly mark: Mark;
  /**
   * `own`: the leader leads a process group. `ours`: it shares our group and terminal. `sealed`: it is only the gate of
   * a PID namespace.
   */
  readonly group: 'own' | 'ours' | 'sealed';
  readonly signalGroup: SignalGroup | undefined;
}

/** What `extinguish` has done. */
export interface Extinction {
  /** Processes that were there to be killed, without the leader. */
  readonly killed: number;
  /** Whether nothing was left in the end. */
  readonly complete: boolean;
}

/** Everything that descends from one command, whatever group or session it has moved to. */
export class ProcessTree {
  readonly #leader: number;
  readonly #options: TreeOptions;
  readonly #signalGroup: SignalGroup;
  readonly #bornAt = performance.now();
  readonly #strangersBefore: number;
  #leaderEnded = false;

  constructor(leader: number, options: TreeOptions) {
    this.#leader = leader;
    this.#options = options;
    this.#signalGroup = options.signalGroup ?? signalGroup;
    this.#strangersBefore = options.table.strangers;
  }

  /** Node has reaped the process that we started: its pid no longer says who is meant. */
  leaderEnded(): void {
    this.#leaderEnded = true;
    this.#options.table.release(this.#leader);
  }

  /**
   * Who is there apart from the leader; `undefined` when they multiply faster than they can be looked at. Nobody is
   * there only when it is empty.
   */
  members(): readonly number[] | undefined {
    const members = this.#look(this.#usualReach());
    if (members?.length !== 0 || this.#strangersBefore === this.#options.table.strangers) return members;
    // Mostly zombies, which count as gone; but a group that is not empty may hold somebody who has taken off the mark.
    return this.#groupRemains() ? this.#look('all') : members;
  }

  /** Sends signals to everybody, to each in this order. */
  async signal(...signals: NodeJS.Signals[]): Promise<void> {
    const { group } = this.#options;
    const atOnce = group === 'own' && !this.#leaderEnded;
    const members = this.members() ?? [];
    const others = members.filter((pid) => !(atOnce && statOf(pid)?.group === this.#leader));
    for (const signal of signals) {
      if (atOnce) await this.#signalGroup(this.#leader, signal);
      else if (group === 'ours' && !this.#leaderEnded) send(this.#leader, signal);
      for (const pid of others) if (send(pid, signal) === 'denied') await this.#askOthers(pid, signal);
    }
  }

  /** SIGKILL until two looks in a row see nobody. Gives up on what cannot be killed: other identities, uninterruptible waits. */
  async extinguish(): Promise<Extinction> {
    const patience = performance.now() + killPatienceMs;
    const killed = new Set<number>();
    let looks = 0;
    for (let quiet = 0; quiet < 2;) {
      if (!this.#leaderEnded) await this.#killLeader();
      const before = killed.size;
      const denied = new Set<number>();
      const groups = new Set<number>();
      const reach = quiet > 0 && this.#groupRemains() ? 'all' : this.#usualReach();
      const members = this.#look(reach, (pid, stat) => {
        if (this.#strike(pid, stat, groups) === 'denied') denied.add(pid);
        killed.add(pid);
      });
      for (const pid of denied) await this.#askOthers(pid, 'SIGKILL');
      quiet = members?.length === 0 ? quiet + 1 : 0;
      looks += 1;
      if (performance.now() > patience && looks >= fewestLooks) return { killed: killed.size, complete: quiet > 0 };
      // Whoever forks as fast as it is killed is chased without a pause.
      if (quiet === 0 && killed.size === before) await sleep(1);
    }
    return { killed: killed.size, complete: true };
  }

  async #killLeader(): Promise<void> {
    if (this.#options.group === 'ours') send(this.#leader, 'SIGKILL');
    else await this.#signalGroup(this.#leader, 'SIGKILL');
  }

  #look(reach: Look['reach'], onSight?: Look['onSight']): readonly number[] | undefined {
    const { table, mark } = this.#options;
    const members = table.look(mark, { reach, ...(onSight && { onSight }) });
    return members?.length === 0 && !table.limitsWork && this.#groupRemains()
      ? this.#unmarkedMembers(onSight)
      : members;
  }

  #usualReach(): Look['reach'] {
    return performance.now() - this.#bornAt > longRunMs ? 'all' : 'new';
  }

  /** Where marks do not work, whoever has stayed in the group is all there is to know. */
  #unmarkedMembers(onSight?: Look['onSight']): readonly number[] {
    return allPids().filter((pid) => {
      const stat = pid === this.#leader ? undefined : statOf(pid);
      if (stat?.group !== this.#leader || hasEnded(stat)) return false;
      onSight?.(pid, stat);
      return true;
    });
  }

  /**
   * A group that holds one of ours holds only ours, for groups do not reach across sessions; and it dies as one, faster
   * than it can fork.
   */
  #strike(pid: number, { group }: ProcessStat, struck: Set<number>): Delivery {
    if (this.#options.group !== 'ours' && group > 1 && !struck.has(group)) send(-group, 'SIGKILL');
    struck.add(group);
    return send(pid, 'SIGKILL');
  }

  /** Our own signal was denied: whoever brought `signalGroup` reaches further. */
  async #askOthers(pid: number, signal: NodeJS.Signals): Promise<void> {
    const group = this.#options.group === 'ours' ? undefined : statOf(pid)?.group;
    if (group !== undefined && group > 1) await this.#signalGroup(group, signal);
  }

  #groupRemains(): boolean {
    return this.#options.group !== 'ours' && this.#leaderEnded && send(-this.#leader, 0) !== 'gone';
  }
}
