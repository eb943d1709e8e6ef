#!/usr/bin/env node
/**
 * What packing a log costs: `pnpm bench runjob`. A work directory of 2 GB: logs like those of a transformation, and a tenth of it random bytes. The same
 * directory is packed by `tar czf` and by the pilot, in turn; memory is the process's peak (VmHWM) above what it was before.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeLogTarball } from '../dist/log/log-tarball.js';
import { masksFor } from '../dist/secrets/masks.js';
import { jobDirectory } from '../dist/state/workdir.js';

if (process.argv[2] === '--pack') await pack(process.argv[3]);
else compare(Number(process.argv[2] ?? 2048));

function compare(megabytes) {
  const root = mkdtempSync(join(tmpdir(), 'panda-bench-'));
  try {
    const { tarballs, work } = jobDirectory(root);
    for (const path of [work, tarballs]) mkdirSync(path);
    fill(work, megabytes);
    const startedAt = performance.now();
    run('tar', ['czf', join(root, 'tar.tgz'), '-C', root, 'work']);
    const tarSeconds = (performance.now() - startedAt) / 1000;
    // In a process of its own, as a runjob is.
    const { longestMs, memoryMb, seconds } = JSON.parse(run(process.execPath, [import.meta.filename, '--pack', root]));
    console.log(`\npacking ${megabytes} MB\n\n| | s | MB/s | tarball MB |\n|---|---|---|---|`);
    const row = (title, took, file) => {
      const size = (statSync(file).size / 2 ** 20).toFixed(0);
      console.log(`| ${title} | ${took.toFixed(1)} | ${(megabytes / took).toFixed(0)} | ${size} |`);
    };
    row('tar czf', tarSeconds, join(root, 'tar.tgz'));
    row('the pilot', seconds, join(tarballs, 'log.tgz'));
    console.log(`\nthroughput: ${(tarSeconds / seconds).toFixed(2)} of tar czf; bound: at least 0.8`);
    console.log(`memory: ${memoryMb.toFixed(0)} MB above the start; bound: 64`);
    console.log(`longest time in which the event loop did not turn: ${longestMs.toFixed(0)} ms`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function pack(root) {
  const directory = jobDirectory(root);
  const before = peakMb();
  const longest = watchLoop();
  const startedAt = performance.now();
  await makeLogTarball(join(directory.tarballs, 'log.tgz'), {
    directory,
    pandaId: 7,
    queue: 'BENCH',
    without: [],
    masks: masksFor(undefined),
    mostFileBytes: 2 ** 31,
  });
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(JSON.stringify({ seconds, memoryMb: peakMb() - before, longestMs: longest() }));
}

function run(file, args) {
  const { status, stdout } = spawnSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) throw new Error(`${file} failed`);
  return stdout;
}

/** Of a hundred files, in ten directories. */
function fill(work, megabytes) {
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

/** The largest resident memory that this process has had. */
function peakMb() {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'latin1'))[1]) / 1024;
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
