/** Commands that print nothing, one after the other, while others run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ownProcesses, survivors } from './survivors.mjs';

const [, , library, argument] = process.argv;
const { count, others } = JSON.parse(argument);
const { runCommand, startCommand } = await import(library);
const env = { PATH: '/usr/bin:/bin' };
const before = ownProcesses();
const beside = Array.from({ length: others }, () =>
  startCommand('sleep', ['60'], { env, stdout: 'ignore', stderr: 'ignore' }),
);
await Promise.all(beside.map(({ started }) => started));
let right = 0;
const took = [];
const plainTook = [];
for (let number = 0; number < count; number += 1) {
  const startedAt = performance.now();
  const { ending, stdout } = await runCommand('/bin/true', [], { env });
  const endedAt = performance.now();
  await once(spawn('/bin/true', { stdio: 'ignore' }), 'exit');
  took.push(endedAt - startedAt);
  plainTook.push(performance.now() - endedAt);
  if (ending.exitCode === 0 && stdout === '') right += 1;
}
for (const command of beside) command.stop('enough');
await Promise.all(beside.map(({ result }) => result));
// One that had to wait for a busy machine says nothing of the others.
const rowOf = (times) => count * times.toSorted((a, b) => a - b)[Math.floor(count / 2)];
console.log(
  JSON.stringify({
    right,
    elapsedMs: rowOf(took),
    plainMs: rowOf(plainTook),
    slowestMs: Math.max(...took),
    survivors: await survivors(before),
  }),
);
