/** Runs one command, reports its result, how long the call took and who is left 0.3 s later. */
import { createHash } from 'node:crypto';
import { ownProcesses, survivors, zombiesReaped } from './survivors.mjs';

const [, , library, argument] = process.argv;
const { file, args, options, stopAt, warm = true } = JSON.parse(argument);
const { runCommand, startCommand } = await import(library);
const env = { PATH: '/usr/bin:/bin' };
await zombiesReaped();
if (warm) await runCommand('/bin/true', [], { env });

const before = ownProcesses();
const residentBefore = process.memoryUsage.rss();
let peak = residentBefore;
const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5);
const startedAt = performance.now();
let said = '';
const onOutput = (chunk) => {
  said += chunk.toString('latin1');
  if (said.includes(stopAt)) command.stop('as asked');
};
const command = startCommand(file, args, {
  env,
  encoding: 'buffer',
  ...options,
  ...(stopAt !== undefined && { onOutput }),
});
const { stdout, stderr, ...result } = await command.result;
const elapsedMs = performance.now() - startedAt;
clearInterval(watch);
console.log(
  JSON.stringify({
    ...result,
    elapsedMs,
    stdout: stdout.length > 2_000_000 ? `${stdout.length} bytes` : stdout.toString(),
    stderr: stderr.length > 2_000_000 ? `${stderr.length} bytes` : stderr.toString(),
    stdoutHash: createHash('sha256').update(stdout).digest('hex'),
    memoryGrowthMb: (peak - residentBefore) / 2 ** 20,
    survivors: await survivors(before),
  }),
);
