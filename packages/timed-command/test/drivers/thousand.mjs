/** Many commands at once, each with its own output: counts the right results and our descriptors. */
import { readdirSync } from 'node:fs';
import { ownProcesses, survivors } from './survivors.mjs';

const [, , library, argument] = process.argv;
const { count, atOnce } = JSON.parse(argument);
const { runCommand } = await import(library);
const env = { PATH: '/usr/bin:/bin' };
const descriptors = () => readdirSync('/proc/self/fd').length;
await runCommand('/bin/true', [], { env });
const before = ownProcesses();
const descriptorsBefore = descriptors();
const startedAt = performance.now();
let next = 0;
let right = 0;
const lane = async () => {
  while (next < count) {
    const number = next++;
    const result = await runCommand('sh', ['-c', `echo out ${number}; echo err ${number} >&2; exit ${number % 100}`], {
      env,
    });
    if (
      result.stdout === `out ${number}\n` &&
      result.stderr === `err ${number}\n` &&
      result.ending.exitCode === number % 100
    )
      right += 1;
    else console.error(JSON.stringify(result));
  }
};
await Promise.all(Array.from({ length: atOnce }, lane));
const elapsedMs = performance.now() - startedAt;
await new Promise((resolve) => setTimeout(resolve, 50));
console.log(
  JSON.stringify({
    right,
    elapsedMs,
    descriptorsBefore,
    descriptorsAfter: descriptors(),
    survivors: await survivors(before),
  }),
);
