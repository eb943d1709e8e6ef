#!/usr/bin/env node
/**
 * What packing a log costs: `pnpm bench runjob`. A work directory of 2 GB: logs like those of a transformation, and a tenth of it random bytes. The same
 * directory is packed by `tar czf` and by the pilot, in turn; memory is the process's peak (VmHWM) above what it was at the start.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeLogTarball } from '../dist/log/log-tarball.js';
import { jobDirectory } from '../dist/state/workdir.js';

const megabytes = Number(process.argv[2] ?? 2048);
const root = mkdtempSync(join(tmpdir(), 'panda-bench-'));

try {
  const directory = jobDirectory(root);
  for (const path of [directory.work, directory.tarballs]) mkdirSync(path);
  fill(directory.work);
  const tarball = join(directory.tarballs, 'log.tgz');
  const tar = timed(() => {
    const { status } = spawnSync('tar', ['czf', join(root, 'tar.tgz'), '-C', root, 'work']);
    if (status !== 0) throw new Error('tar failed');
  });
  writeFileSync('/proc/self/clear_refs', '5'); // from here on the peak is ours
  const before = memoryMb('VmHWM');
  const longest = watchLoop();
  const startedAt = performance.now();
  const job = { pandaId: 7, inputs: [], outputs: [] };
  await makeLogTarball(tarball, { directory, job, queue: 'BENCH', mostFileBytes: 2 ** 31 });
  const seconds = (performance.now() - startedAt) / 1000;
  const peak = memoryMb('VmHWM');
  console.log(`\npacking ${megabytes} MB\n\n| | s | MB/s | tarball MB |\n|---|---|---|---|`);
  row('tar czf', tar, join(root, 'tar.tgz'));
  row('the pilot', seconds, tarball);
  console.log(`\nthroughput: ${(tar / seconds).toFixed(2)} of tar czf; bound: at least 0.8`);
  console.log(`memory: ${(peak - before).toFixed(0)} MB above the start; bound: 64`);
  console.log(`longest time in which the event loop did not turn: ${longest().toFixed(0)} ms`);
} finally {
  rmSync(root, { recursive: true, force: true });
}

/** Of a hundred files, in ten directories. */
function fill(work) {
  const text = Array.from(
    { length: 8000 },
    (_, n) =>
      `2026-11-22 21:${n % 60}:40,${(n * 7919) % 1000} AthenaEventLoopMgr INFO ===>>> done processing event #${n * 31}, run #${(n * 104729) % 4711} <<<===\n`,
  ).join('');
  const perFile = (megabytes * 2 ** 20) / 100;
  for (let f = 0; f < 100; f += 1) {
    const path = join(work, `d${f % 10}`, `log.${f}`);
    mkdirSync(join(work, `d${f % 10}`), { recursive: true });
    for (let size = 0; size < perFile; size += text.length) {
      appendFileSync(path, f % 10 === 9 ? randomBytes(text.length) : text);
    }
  }
}

function timed(work) {
  const startedAt = performance.now();
  work();
  return (performance.now() - startedAt) / 1000;
}

function row(title, seconds, file) {
  const size = (statSync(file).size / 2 ** 20).toFixed(0);
  console.log(`| ${title} | ${seconds.toFixed(1)} | ${(megabytes / seconds).toFixed(0)} | ${size} |`);
}

function memoryMb(name) {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync('/proc/self/status', 'latin1'))[1]) / 1024;
}

function watchLoop() {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  return () => {
    clearInterval(timer);
    return longest;
  };
}
