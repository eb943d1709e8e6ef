/** A process that uses the library and departs in one way or another, alone or supervised: what does it leave in its directory for temporary files? */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [, , library, argument] = process.argv;
const { role, how, afterMs = 0 } = JSON.parse(argument);
const { runCommand, startCommand } = await import(library);
const env = { PATH: '/usr/bin:/bin' };

async function depart() {
  const command = startCommand('sleep', [how === 'kill' ? '60' : '0'], { env });
  if (how === 'kill') await command.started;
  setTimeout(() => (how === 'kill' ? process.kill(process.pid, 'SIGKILL') : process.exit()), afterMs);
}

async function departure(row, supervised) {
  const directory = mkdtempSync(join(process.cwd(), 'departure-'));
  const args = [import.meta.filename, library, JSON.stringify({ role: 'leaver', ...row })];
  const options = { env: { ...env, TMPDIR: directory }, stdio: ['ignore', 'ignore', 'pipe'] };
  let stderr = '';
  if (supervised) ({ stderr } = await runCommand(process.execPath, args, options));
  else
    await new Promise((resolve) => {
      const child = spawn(process.execPath, args, options).once('close', resolve);
      child.stderr.on('data', (chunk) => (stderr += chunk));
    });
  // A watchdog that nobody killed is given the time to leave.
  const patience = performance.now() + 20_000;
  while (readdirSync(directory).length > 0 && performance.now() < patience) await sleep(10);
  return { ...row, supervised, stderr, left: readdirSync(directory) };
}

if (role === 'leaver') await depart();
else {
  const rows = [0, 1, 2, 3, 4, 6].map((ms) => ({ how: 'exit', afterMs: ms }));
  for (const row of [...rows, { how: 'kill', afterMs: 0 }, { how: 'kill', afterMs: 50 }])
    for (const supervised of [false, true]) console.log(JSON.stringify(await departure(row, supervised)));
}
