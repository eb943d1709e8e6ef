import { once } from 'node:events';
import { expect, it } from 'vitest';
import { ProcessTable } from '../../src/processes/process-table.ts';
import { killPatienceMs, ProcessTree, type TreeOptions } from '../../src/processes/process-tree.ts';
import { hasEnded, statOf } from '../../src/processes/process-stat.ts';
import { markedShell, marking, type MarkedShell } from '../marked-shell.ts';

interface Grown extends MarkedShell {
  readonly tree: ProcessTree;
}

async function grow(script: string, options: Partial<TreeOptions> = {}): Promise<Grown> {
  const table = new ProcessTable(marking);
  const shell = await markedShell(table, script);
  const tree = new ProcessTree(shell.pid, {
    table,
    mark: shell.mark,
    group: 'own',
    signalGroup: undefined,
    ...options,
  });
  shell.child.once('exit', () => tree.leaderEnded());
  return { ...shell, tree };
}

const isGone = (pid: number): boolean => {
  const stat = statOf(pid);
  return stat === undefined || hasEnded(stat);
};

it('knows its members wherever they have gone', async () => {
  const { tree, pids } = await grow('sleep 60 >&2 & printf "$! "; env -i setsid sleep 60 >&2 & printf "$! "');
  await expect.poll(() => tree.members()?.toSorted((a, b) => a - b)).toEqual(pids);
  await tree.extinguish();
});

it('sends signals to the leader, its group and those who have left it, in order', async () => {
  const { tree, child, pids } = await grow('setsid sleep 60 >&2 & printf "$! "');
  await expect.poll(() => statOf(pids[0] ?? 0)?.group).toBe(pids[0]);
  await tree.signal('SIGTERM', 'SIGCONT');
  expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  await expect.poll(() => isGone(pids[0] ?? 0)).toBe(true);
});

it('is extinguished whole, and says how many there were', async () => {
  const { tree, child, pids } = await grow('for i in 1 2 3; do setsid sleep 60 >&2 & printf "$! "; done');
  for (const pid of pids) await expect.poll(() => statOf(pid)?.group).toBe(pid);
  const ended = once(child, 'exit');
  expect(await tree.extinguish()).toEqual({ killed: 3, complete: true });
  expect(pids.filter((pid) => !isGone(pid))).toEqual([]);
  expect(await ended).toEqual([null, 'SIGKILL']);
});

it('is not given up because the machine gave us no CPU for a while', async () => {
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  let lostMs = killPatienceMs + 100;
  const { tree, pids } = await grow('setsid sleep 60 >&2 & printf "$! "', {
    signalGroup: (group, signal) => {
      Atomics.wait(nobody, 0, 0, lostMs);
      lostMs = 0;
      process.kill(-group, signal);
      return 'sent';
    },
  });
  await expect.poll(() => statOf(pids[0] ?? 0)?.group).toBe(pids[0]);
  expect(await tree.extinguish()).toEqual({ killed: 1, complete: true });
});

it('has nothing to kill when only the leader was there', async () => {
  const { tree, child } = await grow('true');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(tree.members()).toEqual([]);
  expect(await tree.extinguish()).toEqual({ killed: 0, complete: true });
});

it('asks whoever reaches further to signal the group', async () => {
  const asked: [number, string][] = [];
  const { tree, child } = await grow('true', {
    signalGroup: (group, signal) => {
      asked.push([group, signal]);
      process.kill(-group, signal);
      return 'sent';
    },
  });
  await tree.signal('SIGTERM');
  await once(child, 'exit');
  expect(asked).toEqual([[child.pid, 'SIGTERM']]);
});
