/** One gigabyte through one peer, in a process of its own: prints bytes, milliseconds and by how much our memory grew. */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { runCommand } from '../dist/index.js';
import { env } from './peers.mjs';

const [, , peer, size] = process.argv;
const args = ['-c', size, '/dev/zero'];
const directory = mkdtempSync(join(process.env.BENCH_DIRECTORY ?? tmpdir(), 'timed-command-bench-'));
const capture = {
  spawn: () =>
    new Promise((resolve) => {
      const child = spawn('head', args, { env });
      const chunks = [];
      child.stdout.on('data', (chunk) => chunks.push(chunk));
      child.once('close', () => resolve(Buffer.concat(chunks).length));
    }),
  execFile: () =>
    new Promise((resolve) =>
      execFile('head', args, { env, encoding: 'buffer', maxBuffer: 2 ** 31 }, (_error, stdout) =>
        resolve(stdout.length),
      ),
    ),
  execa: async () =>
    (await execa('head', args, { env, extendEnv: false, encoding: 'buffer', maxBuffer: 2 ** 31 })).stdout.length,
  spilled: async () => {
    const { spilled } = await runCommand('head', args, { env, spillDirectory: directory });
    return statSync(spilled.stdout).size;
  },
  'in memory': async () =>
    (await runCommand('head', args, { env, encoding: 'buffer', maxOutputBytes: 2 ** 31 })).stdout.length,
  bounded: async () => (await runCommand('head', args, { env })).stdoutBytes,
};
await runCommand('true', [], { env });
await execa('true');
globalThis.gc?.();
const before = process.memoryUsage.rss();
let peak = before;
const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 2);
const startedAt = performance.now();
const bytes = await capture[peer]();
const elapsedMs = performance.now() - startedAt;
clearInterval(watch);
rmSync(directory, { recursive: true, force: true });
console.log(
  JSON.stringify({ bytes, elapsedMs, growthMb: (Math.max(peak, process.memoryUsage.rss()) - before) / 2 ** 20 }),
);
