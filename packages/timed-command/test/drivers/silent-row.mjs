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
let elapsedMs = 0;
let plainMs = 0;
for (let number = 0; number < count; number += 1) {
  const startedAt = performance.now();
  const { ending, stdout } = await runCommand('/bin/true', [], { env });
  const endedAt = performance.now();
  await once(spawn('/bin/true', { stdio: 'ignore' }), 'exit');
  elapsedMs += endedAt - startedAt;
  plainMs += performance.now() - endedAt;
  if (ending.exitCode === 0 && stdout === '') right += 1;
}
for (const command of beside) command.stop('enough');
await Promise.all(beside.map(({ result }) => result));
console.log(JSON.stringify({ right, elapsedMs, plainMs, survivors: await survivors(before) }));
