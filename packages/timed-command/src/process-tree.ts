import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from './errno.ts';
import type { Mark } from './mark.ts';
import type { ProcessTable } from './process-table.ts';
import { allPids, statOf } from './proc.ts';

/** What became of a signal. `gone` and `denied` are answers, not errors: timers call this. */
export type Delivery = 'sent' | 'gone' | 'denied';

/** Sends a signal to a process group that runs under another identity; `group` is the pid of its leader. */
export type SignalGroup = (group: number, signal: NodeJS.Signals) => Delivery | Promise<Delivery>;

/** How long SIGKILL may take: a process in an uninterruptible wait (a hung NFS server) dies when the wait ends, and nobody waits for that. */
const killPatienceMs = 1000;

/** What `extinguish` has done. */
export interface Extinction {
  /** Processes that were there to be killed. */
  readonly killed: number;
  /** Whether nothing was left in the end. */
  readonly complete: boolean;
}

/** Everything that descends from one command, whatever group or session it has moved to. */
export class ProcessTree {
  readonly #leader: number;
  readonly #mark: Mark;
  readonly #table: ProcessTable;
  readonly #signalGroup: SignalGroup;
  #leaderEnded = false;

  constructor(
    leader: number,
    mark: Mark,
    { table, signalGroup }: { table: ProcessTable; signalGroup: SignalGroup | undefined },
  ) {
    this.#leader = leader;
    this.#mark = mark;
    this.#table = table;
    this.#signalGroup = signalGroup ?? sendToGroup;
    table.adopt(leader);
  }

  /** Node has reaped the process that we started: its pid no longer says who is meant. */
  leaderEnded(): void {
    this.#leaderEnded = true;
    this.#table.release(this.#leader);
  }

  /** Who is left apart from the leader, as far as a cheap look tells: enough after a clean and short run. */
  survivors(): number[] {
    const members = this.#table.membersOf(this.#mark);
    return members.length > 0 || !this.#groupExists() ? members : this.allSurvivors();
  }

  /** Who is left apart from the leader, after a look at every process of the machine. */
  allSurvivors(): number[] {
    const members = this.#table.allMembersOf(this.#mark);
    if (members.length > 0 || !this.#groupExists()) return members;
    // Unmarked, because the limit is refused here, or zombies, which count as gone.
    return allPids().filter((pid) => pid !== this.#leader && isLiveIn(pid, this.#leader));
  }

  /** Sends one signal to the whole tree. */
  async signal(signal: NodeJS.Signals): Promise<void> {
    const members = this.#table.allMembersOf(this.#mark);
    if (!this.#leaderEnded) await this.#signalGroup(this.#leader, signal);
    for (const pid of members) {
      if (this.#leaderEnded || statOf(pid)?.group !== this.#leader) await this.#signalOne(pid, signal);
    }
  }

  /** SIGKILL until two looks in a row find nothing. Gives up on what cannot be killed: other identities, uninterruptible waits. */
  async extinguish(): Promise<Extinction> {
    const patience = performance.now() + killPatienceMs;
    const seen = new Set<number>();
    for (let quiet = 0; quiet < 2;) {
      if (!this.#leaderEnded) await this.#signalGroup(this.#leader, 'SIGKILL');
      const members = this.allSurvivors();
      const fresh = members.filter((pid) => !seen.has(pid));
      for (const pid of members) await this.#killWithGroup(pid);
      for (const pid of members) seen.add(pid);
      if (members.length === 0) quiet += 1;
      else quiet = 0;
      if (members.length > 0 && performance.now() > patience) return { killed: seen.size, complete: false };
      // Whoever forks as fast as it is killed is chased without a pause.
      if (members.length > 0 && fresh.length === 0) await sleep(1);
    }
    return { killed: seen.size, complete: true };
  }

  /** A group that holds one of ours holds only ours, for groups do not reach across sessions; and it dies as one, faster than it can fork. */
  async #killWithGroup(pid: number): Promise<void> {
    const group = statOf(pid)?.group;
    if (group !== undefined && group > 1) await this.#signalGroup(group, 'SIGKILL');
    await this.#signalOne(pid, 'SIGKILL');
  }

  async #signalOne(pid: number, signal: NodeJS.Signals): Promise<void> {
    const group = send(pid, signal) === 'denied' ? statOf(pid)?.group : undefined;
    if (group !== undefined && group > 1) await this.#signalGroup(group, signal);
  }

  #groupExists(): boolean {
    return send(-this.#leader, 0) !== 'gone';
  }
}

/** Signals every process in a group. */
export function sendToGroup(group: number, signal: NodeJS.Signals): Delivery {
  return send(-group, signal);
}

function send(target: number, signal: NodeJS.Signals | 0): Delivery {
  try {
    process.kill(target, signal);
    return 'sent';
  } catch (error) {
    switch (codeOf(error)) {
      case 'ESRCH':
        return 'gone';
      case 'EPERM':
        return 'denied';
      default:
        throw error;
    }
  }
}

function isLiveIn(pid: number, group: number): boolean {
  const stat = statOf(pid);
  return stat?.group === group && stat.state !== 'Z' && stat.state !== 'X';
}
