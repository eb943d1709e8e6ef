import { type ProcessStat, statOf } from '@panda-pilot/timed-command';
import { breathe } from '../breathe.ts';
import { allPids } from './proc.ts';

/** The processes of a payload, found by one look at each process of the machine. */
export interface ProcessTree {
  /** From here on the payload is what `pid` leads and starts. */
  follow(pid: number): void;
  /** Its processes, zombies among them. */
  members(): Promise<readonly ProcessStat[]>;
}

/** A member is who is in the session or group of the payload's first process, descends from a member, or has been one before. */
export function createProcessTree(): ProcessTree {
  let root: number | undefined;
  let known = new Map<number, number>();
  return {
    follow(pid) {
      root = pid;
      known = new Map();
    },
    async members() {
      if (root === undefined) return [];
      const processes = await everyProcess();
      await breathe();
      const members = membersAmong(processes, root, known);
      known = new Map(members.map(({ pid, startTicks }) => [pid, startTicks]));
      return members;
    },
  };
}

/** Pure: picks the members; `known` has pid and start of those of the last look, who stay members though their parents have died. */
export function membersAmong(
  processes: readonly ProcessStat[],
  root: number,
  known: ReadonlyMap<number, number>,
): ProcessStat[] {
  const childrenOf = groupByParent(processes);
  const members = new Map<number, ProcessStat>();
  const pending = processes.filter(
    ({ pid, session, group, startTicks }) =>
      pid === root || session === root || group === root || known.get(pid) === startTicks,
  );
  for (let member = pending.pop(); member !== undefined; member = pending.pop()) {
    if (members.has(member.pid)) continue;
    members.set(member.pid, member);
    pending.push(...(childrenOf.get(member.pid) ?? []));
  }
  return [...members.values()];
}

function groupByParent(processes: readonly ProcessStat[]): Map<number, ProcessStat[]> {
  const groups = new Map<number, ProcessStat[]>();
  for (const process of processes) {
    const siblings = groups.get(process.parent);
    if (siblings === undefined) groups.set(process.parent, [process]);
    else siblings.push(process);
  }
  return groups;
}

async function everyProcess(): Promise<ProcessStat[]> {
  const processes: ProcessStat[] = [];
  for (const pid of await allPids()) {
    await breathe();
    const stat = statOf(pid);
    if (stat !== undefined) processes.push(stat);
  }
  return processes;
}
