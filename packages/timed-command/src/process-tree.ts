import { setTimeout as sleep } from 'node:timers/promises';
import type { Mark } from './mark.ts';
import type { ProcessTable } from './process-table.ts';
import { allPids, statOf } from './proc.ts';
import { send, signalGroup, type SignalGroup } from './signals.ts';

/** How long SIGKILL may take: a process in an uninterruptible wait (a hung NFS server) dies when the wait ends, and nobody waits for that. */
export const killPatienceMs = 1000;

/** A command that has run longer can afford a look at every process of the machine when it ends. */
const longRunMs = 2000;

/** What a tree is made of beside its processes. */
export interface TreeOptions {
  readonly table: ProcessTable;
  readonly mark: Mark;
  /** `own`: the leader leads a process group. `ours`: it shares our group and terminal. `sealed`: it is only the gate of a PID namespace. */
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
  #leaderEnded = false;

  constructor(leader: number, options: TreeOptions) {
    this.#leader = leader;
    this.#options = options;
    this.#signalGroup = options.signalGroup ?? signalGroup;
    options.table.adopt(leader);
  }

  /** Node has reaped the process that we started: its pid no longer says who is meant. */
  leaderEnded(): void {
    this.#leaderEnded = true;
    this.#options.table.release(this.#leader);
  }

  /** Who is there apart from the leader. */
  members(): number[] {
    const { table, mark } = this.#options;
    const members = table.membersOf(mark, performance.now() - this.#bornAt > longRunMs ? 'all' : 'new');
    if (members.length > 0 || !this.#groupRemains()) return members;
    const late = table.membersOf(mark, 'all');
    // With working marks the rest of the group is zombies, which count as gone.
    if (late.length > 0 || table.limitsWork) return late;
    return allPids().filter((pid) => pid !== this.#leader && isLiveIn(pid, this.#leader));
  }

  /** Sends one signal to everybody. */
  async signal(signal: NodeJS.Signals): Promise<void> {
    const atOnce = this.#options.group === 'own' && !this.#leaderEnded;
    const members = this.members();
    if (atOnce) await this.#signalGroup(this.#leader, signal);
    else if (this.#options.group === 'ours' && !this.#leaderEnded) send(this.#leader, signal);
    for (const pid of members) {
      if (!(atOnce && statOf(pid)?.group === this.#leader)) await this.#signalOne(pid, signal);
    }
  }

  /** SIGKILL until two looks in a row find nothing. Gives up on what cannot be killed: other identities, uninterruptible waits. */
  async extinguish(): Promise<Extinction> {
    const patience = performance.now() + killPatienceMs;
    const seen = new Set<number>();
    for (let quiet = 0; quiet < 2;) {
      if (!this.#leaderEnded) await this.#killLeader();
      const members = this.members();
      const fresh = members.filter((pid) => !seen.has(pid));
      for (const pid of members) await this.#killWithGroup(pid);
      for (const pid of fresh) seen.add(pid);
      quiet = members.length === 0 ? quiet + 1 : 0;
      if (quiet === 0 && performance.now() > patience) return { killed: seen.size, complete: false };
      // Whoever forks as fast as it is killed is chased without a pause.
      if (quiet === 0 && fresh.length === 0) await sleep(1);
    }
    return { killed: seen.size, complete: true };
  }

  async #killLeader(): Promise<void> {
    if (this.#options.group === 'ours') send(this.#leader, 'SIGKILL');
    else await this.#signalGroup(this.#leader, 'SIGKILL');
  }

  /** A group that holds one of ours holds only ours, for groups do not reach across sessions; and it dies as one, faster than it can fork. */
  async #killWithGroup(pid: number): Promise<void> {
    const group = statOf(pid)?.group;
    if (group !== undefined && group > 1 && this.#options.group !== 'ours') await this.#signalGroup(group, 'SIGKILL');
    await this.#signalOne(pid, 'SIGKILL');
  }

  async #signalOne(pid: number, signal: NodeJS.Signals): Promise<void> {
    const group = send(pid, signal) === 'denied' ? statOf(pid)?.group : undefined;
    if (group !== undefined && group > 1 && this.#options.group !== 'ours') await this.#signalGroup(group, signal);
  }

  #groupRemains(): boolean {
    return this.#options.group !== 'ours' && this.#leaderEnded && send(-this.#leader, 0) !== 'gone';
  }
}

function isLiveIn(pid: number, group: number): boolean {
  const stat = statOf(pid);
  return stat?.group === group && stat.state !== 'Z' && stat.state !== 'X';
}
