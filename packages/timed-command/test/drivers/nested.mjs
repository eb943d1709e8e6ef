/** A supervisor whose command is a supervisor: what the inner one has started is found by the outer one too. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ownProcesses, survivors, zombiesReaped } from './survivors.mjs';

const [, , library, argument] = process.argv;
const { how, inner, depth = 1 } = JSON.parse(argument);
const { startCommand, runCommand } = await import(library);
const env = { PATH: '/usr/bin:/bin' };
await zombiesReaped();
await runCommand('true', [], { env });
const before = ownProcesses();
const driver = (level) => {
  const deepest = { file: inner, args: [], options: {} };
  const next = level === 1 ? deepest : { file: process.execPath, args: driver(level - 1), options: {} };
  return [join(import.meta.dirname, 'inner.mjs'), library, JSON.stringify(next)];
};
const outer = startCommand(process.execPath, driver(depth), {
  env,
  graceMs: 200,
  killSignal: how === 'kill' ? 'SIGKILL' : 'SIGTERM',
});
await outer.started;
const over = new AbortController();
void outer.result.then(() => over.abort());
const innermostRuns = () => [...ownProcesses().values()].includes('sleep 60');
while (!over.signal.aborted && !innermostRuns()) await sleep(10);
await sleep(50);
const during = [...ownProcesses().keys()].filter((pid) => !before.has(pid)).length;
if (how === 'kill' || how === 'stop') outer.stop('enough');
if (how === 'kill inner') process.kill(outer.pid, 'SIGKILL');
const { ending, stdout, leftovers, proved } = await outer.result;
console.log(JSON.stringify({ ending, stdout, leftovers, proved, during, survivors: await survivors(before) }));
