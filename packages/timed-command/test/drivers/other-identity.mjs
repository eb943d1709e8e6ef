/** A command that becomes root, which we are not: our signals are denied; with `hook`, somebody sends them for us. */
import { spawnSync } from 'node:child_process';
import { ownProcesses } from './survivors.mjs';

const [, , library, argument] = process.argv;
const { becomeRoot, hook } = JSON.parse(argument);
const { runCommand } = await import(library);
const env = { PATH: '/usr/bin:/bin' };
await runCommand('true', [], { env });
const asked = [];
const signalGroup = (group, signal) => {
  asked.push(signal);
  return spawnSync(becomeRoot, ['--reuid=0', '/bin/kill', '-s', signal.slice(3), '--', `-${group}`]).status === 0
    ? 'sent'
    : 'gone';
};
const startedAt = performance.now();
const { ending, exit, proved, leftovers, pid } = await runCommand(becomeRoot, ['--reuid=0', 'sleep', '60'], {
  env,
  timeoutMs: 200,
  graceMs: 100,
  ...(hook && { signalGroup }),
});
console.log(
  JSON.stringify({
    ending,
    exit,
    proved,
    leftovers,
    pid,
    asked,
    elapsedMs: performance.now() - startedAt,
    own: ownProcesses().has(pid),
  }),
);
