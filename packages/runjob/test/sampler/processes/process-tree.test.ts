import type { ProcessStat } from '@panda-pilot/timed-command';
import { describe, expect, it } from 'vitest';
import { createProcessTree, membersAmong } from '../../../src/sampler/processes/process-tree.ts';

function stat(
  pid: number,
  parent: number,
  ids: { readonly group?: number; readonly session?: number } = {},
): ProcessStat {
  const { group = 1, session = 1 } = ids;
  const use = { userSeconds: 0, systemSeconds: 0, threads: 1, vmemKb: 0, rssPages: 0 };
  return { pid, name: 'p', state: 'S', parent, group, session, ...use, startTicks: pid * 10 };
}

const pids = (members: readonly ProcessStat[]): number[] => members.map(({ pid }) => pid).toSorted((a, b) => a - b);

describe('membersAmong', () => {
  it('takes session, group and descendants, whatever their order', () => {
    const processes = [
      stat(300, 205),
      stat(100, 1, { group: 100, session: 100 }),
      stat(205, 100),
      stat(110, 1, { session: 100 }),
      stat(111, 1, { group: 100 }),
      stat(400, 1),
    ];
    expect(pids(membersAmong(processes, 100, new Map()))).toEqual([100, 110, 111, 205, 300]);
  });

  it('keeps a daemon whose parent has died, but not a stranger with its pid', () => {
    const processes = [stat(100, 1), stat(500, 1), stat(501, 500)];
    expect(pids(membersAmong(processes, 100, new Map([[500, 5000]])))).toEqual([100, 500, 501]);
    expect(pids(membersAmong(processes, 100, new Map([[500, 4999]])))).toEqual([100]);
  });
});

describe('a process tree', () => {
  it('finds this very process, and nobody before it is told whom to follow', async () => {
    const tree = createProcessTree();
    expect(await tree.members()).toEqual([]);
    tree.follow(process.pid);
    expect(pids(await tree.members())).toContain(process.pid);
  });
});
