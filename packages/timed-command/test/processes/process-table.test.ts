import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { markInLimits } from '../../src/processes/mark.ts';
import { inertLimitsOf } from '../../src/processes/proc.ts';
import { hasEnded } from '../../src/processes/process-stat.ts';
import { ProcessTable } from '../../src/processes/process-table.ts';
import { markedShell, marking } from '../marked-shell.ts';

it('finds the descendants of a command, and of that command only', async () => {
  const table = new ProcessTable(marking);
  const one = await markedShell(table, 'sleep 60 >&2 & printf "$! "; env -i setsid sleep 60 >&2 & printf "$! "');
  const other = await markedShell(table, 'sleep 60 >&2 & printf "$! "');
  await expect.poll(() => table.look(one.mark, { reach: 'new' })?.toSorted((a, b) => a - b)).toEqual(one.pids);
  expect(table.look(other.mark, { reach: 'new' })).toEqual(other.pids);
  expect(table.look(one.mark, { reach: 'all' })?.toSorted((a, b) => a - b)).toEqual(one.pids);
});

it('has an empty answer for a command that has started nothing, or whose children have ended', async () => {
  const table = new ProcessTable(marking);
  const { mark, pids, child, pid } = await markedShell(table, 'true; sleep 60 >&2 & printf "$! "; kill -KILL $!');
  expect(pids).toHaveLength(1);
  await expect.poll(() => table.look(mark, { reach: 'new' })).toEqual([]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  table.release(pid);
  expect(table.look(mark, { reach: 'all' })).toEqual([]);
});

it('forgets nobody whom it has seen while nobody asked', async () => {
  const table = new ProcessTable(marking);
  const { mark, pids } = await markedShell(table, 'sleep 60 >&2 & printf "$! "');
  table.catchUp();
  table.catchUp();
  expect(table.look(mark, { reach: 'new' })).toEqual(pids);
});

it('shows each process of the command at the moment that it is seen running', async () => {
  const table = new ProcessTable(marking);
  const { mark, pids } = await markedShell(table, 'sleep 60 >&2 & printf "$! "');
  const sights: [number, boolean][] = [];
  table.look(mark, { reach: 'new', onSight: (pid, stat) => sights.push([pid, hasEnded(stat)]) });
  expect(sights).toEqual([[pids[0], false]]);
});

it('finds who has left its group and taken off the mark, by its environment, in a look at what is new', async () => {
  const table = new ProcessTable(marking);
  const unmarked = 'ulimit -S -w unlimited 2>/dev/null || ulimit -S -x unlimited; exec sleep 60';
  const { mark, pids } = await markedShell(table, `setsid sh -c '${unmarked}' >&2 & printf "$! "`);
  await expect.poll(() => markInLimits(inertLimitsOf(pids[0] ?? 0), marking.carrier)).toBeUndefined();
  expect(table.look(mark, { reach: 'new' })).toEqual(pids);
});

it('counts strangers, for they may have taken off the mark', async () => {
  const table = new ProcessTable(marking);
  table.catchUp();
  const before = table.strangers;
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
  table.catchUp();
  expect(table.strangers).toBeGreaterThan(before);
  stranger.kill('SIGKILL');
  await once(stranger, 'exit');
});

it('passes over what was started while no command ran, and over nothing else', async () => {
  const table = new ProcessTable(marking);
  const early = await markedShell(table, 'sleep 60 >&2 & printf "$! "');
  table.begin();
  expect(table.look(early.mark, { reach: 'new' })).toEqual([]);
  const own = await markedShell(table, 'sleep 60 >&2 & printf "$! "');
  table.begin();
  expect(table.look(own.mark, { reach: 'new' })).toEqual(own.pids);
});
