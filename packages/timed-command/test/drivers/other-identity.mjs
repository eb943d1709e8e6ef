/** A command that becomes root, which we are not: our signals are denied; with `hook`, somebody sends them for us. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ownProcesses } from './survivors.mjs';

const [, , library, argument] = process.argv;
const { becomeRoot, hook } = JSON.parse(argument);
const { runCommand, startCommand } = await import(library);
const env = { PATH: '/usr/bin:/bin' };
await runCommand('true', [], { env });
const asked = [];
const signalGroup = (group, signal) => {
  asked.push(signal);
  return spawnSync(becomeRoot, ['--reuid=0', '/bin/kill', '-s', signal.slice(3), '--', `-${group}`]).status === 0
    ? 'sent'
    : 'gone';
};
const command = startCommand(becomeRoot, ['--reuid=0', 'sleep', '60'], {
  env,
  // Whoever asks somebody else gets an answer; nobody else does.
  graceMs: hook ? 30_000 : 100,
  ...(hook && { signalGroup }),
});
await command.started;
while (!/^Name:\tsleep\n[^]*^Uid:\t0\t/m.test(readFileSync(`/proc/${command.pid}/status`, 'latin1'))) await sleep(5);
const startedAt = performance.now();
command.stop('it has become root');
const { ending, exit, proved, leftovers, pid } = await command.result;
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
