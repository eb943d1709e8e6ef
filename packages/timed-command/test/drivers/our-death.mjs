/** Starts a driver that dies while its command runs, and reports who is left soon after its death. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ownProcesses, survivors, zombiesReaped } from './survivors.mjs';

const [, , library, argument] = process.argv;
await zombiesReaped();
const before = ownProcesses();
const child = spawn(process.execPath, [join(import.meta.dirname, 'dies.mjs'), library, argument], {
  stdio: ['ignore', 'pipe', 'ignore'],
});
let said = '';
child.stdout.on('data', (chunk) => (said += chunk));
const [exitCode, signal] = await new Promise((resolve) => child.once('exit', (...how) => resolve(how)));
const watchdogs = () => [...ownProcesses().values()].filter((command) => command.includes('watchdog')).length;
// The watchdog kills them and then ends; whoever is not killed lives for a minute.
const patience = performance.now() + 20_000;
let left = await survivors(before);
while (left.length + watchdogs() > 0 && performance.now() < patience) left = await survivors(before, 30);
console.log(
  JSON.stringify({ exitCode, signal, started: said.includes('pid'), survivors: left, watchdogs: watchdogs() }),
);
