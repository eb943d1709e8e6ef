/** Starts a driver that dies while its command runs, and reports who is left 0.3 s after its death. */
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
const left = await survivors(before);
const watchdogs = () => [...ownProcesses().values()].filter((command) => command.includes('watchdog')).length;
for (let attempt = 0; attempt < 100 && watchdogs() > 0; attempt += 1)
  await new Promise((resolve) => setTimeout(resolve, 30));
console.log(
  JSON.stringify({ exitCode, signal, started: said.includes('pid'), survivors: left, watchdogs: watchdogs() }),
);
