#!/usr/bin/env node
/**
 * What watching a payload costs: `pnpm bench runjob`. Trees of 200 and 5,000 processes, 100,000 files in 1,000 directories, the default periods.
 * The CPU time of one look, kernel and thread pool included, divided by its period, is the share of a core; the longest block is the
 * work that the event loop's thread did between two turns of a timer of 1 ms.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCommand } from '../../timed-command/dist/index.js';
import { defaultLimits } from '../dist/state/limits.js';
import { createDirectoryTree } from '../dist/sampler/directory-tree.js';
import { createProcessTree } from '../dist/sampler/processes/process-tree.js';
import { isLog, isProgress } from '../dist/sampler/relevant-files.js';
import { createProcessSampler } from '../dist/sampler/processes/process-sample.js';

const processes = 200;
const looks = 10;
const root = mkdtempSync(join(tmpdir(), 'panda-bench-'));
const running = [];

try {
  console.log(
    `Node ${process.version}, ${availableParallelism()} cores; medians of ${looks} looks at the default periods\n`,
  );
  console.log('| what | CPU ms a look | period s | share of a core | longest block ms |\n|---|---|---|---|---|');
  await report('nothing, for 200 ms: the machine itself', Number.POSITIVE_INFINITY, () => sleep(200));
  const small = await processLooks('200 processes, 1 MB each', 'sh', [
    '-c',
    `for i in $(seq ${processes - 1}); do sleep 600 & done; wait`,
  ]);
  await processLooks('200 processes that share 100 MB (after fork)', 'perl', ['-e', forked(processes, 100)]);
  await processLooks('5,000 processes that share 1 MB', 'perl', ['-e', forked(5000, 1)], 5000);
  const files = await fileLooks();
  console.log(`\ntogether: ${((small + files) * 100).toFixed(2)} % of a core`);
} finally {
  for (const command of running) command.stop();
  await Promise.all(running.map(({ result }) => result));
  rmSync(root, { recursive: true, force: true });
}

await import('./tarball.mjs');

async function processLooks(title, file, args, count = processes) {
  const command = startCommand(file, args, {
    env: { PATH: process.env.PATH ?? '' },
    stdout: 'ignore',
    stderr: 'ignore',
    graceMs: 0,
    usage: 'counted',
  });
  running.push(command);
  const tree = createProcessTree();
  tree.follow(await command.started);
  const sampler = createProcessSampler(tree);
  const deadline = performance.now() + 30_000;
  while ((await sampler.sample()).processes < count) {
    if (performance.now() > deadline) throw new Error(`the machine does not allow ${count} more processes`);
    await sleep(50);
  }
  const share = await reportSampler(title, tree);
  command.stop();
  await command.result;
  return share;
}

/** An exact look is followed by 500 times its duration without one: its share is reckoned from that. */
async function reportSampler(title, tree) {
  const close = createProcessSampler(tree, 0);
  const far = createProcessSampler(tree);
  await far.sample();
  const exactMs = await report(`${title}: memory exact`, Number.POSITIVE_INFINITY, () => close.sample());
  const share = await report(`${title}: memory estimated`, defaultLimits.processPeriodMs, () => far.sample());
  const pauseMs = Math.max(defaultLimits.processPeriodMs, Math.min(300_000, exactMs.wallMs * 500));
  const total = share.share + exactMs.costMs / pauseMs;
  console.log(`| ${title}: one exact look in ${(pauseMs / 1000).toFixed(0)} s | | | ${(total * 100).toFixed(2)} % | |`);
  return total;
}

async function fileLooks() {
  const directories = 1000;
  for (let d = 0; d < directories; d += 1) {
    mkdirSync(join(root, `d${d}`));
    for (let f = 0; f < 100; f += 1) writeFileSync(join(root, `d${d}`, `file-${f}`), 'x');
  }
  const tree = createDirectoryTree({ roots: [root], isRelevant: isProgress, isLog });
  await report('100,000 files, the first pass', Number.POSITIVE_INFINITY, () => tree.pass(), 1);
  await sleep(2500); // directories that have just changed are read again
  await tree.pass();
  const { share } = await report('100,000 files, later passes', defaultLimits.directoryPeriodMs, () => tree.pass());
  const flat = join(root, 'flat');
  mkdirSync(flat);
  for (let f = 0; f < 100_000; f += 1) writeFileSync(join(flat, `file-${f}`), '');
  const flatTree = createDirectoryTree({ roots: [flat], isRelevant: isProgress, isLog });
  await flatTree.pass();
  let count = 0;
  await report('100,000 files in one directory that grows', defaultLimits.directoryPeriodMs, () => {
    writeFileSync(join(flat, `new-${(count += 1)}`), 'x');
    return flatTree.pass();
  });
  return share;
}

async function report(title, periodMs, look, times = looks) {
  const costs = [];
  const blocks = [];
  const walls = [];
  for (let n = 0; n < times; n += 1) {
    const watching = watchLoop();
    const before = process.cpuUsage();
    const startedAt = performance.now();
    await look();
    walls.push(performance.now() - startedAt);
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / 1000);
    blocks.push(watching.end());
  }
  const cost = median(costs);
  const share = cost / periodMs;
  const [period, part] = Number.isFinite(periodMs) ? [periodMs / 1000, `${(share * 100).toFixed(2)} %`] : ['', ''];
  console.log(`| ${title} | ${cost.toFixed(1)} | ${period} | ${part} | ${Math.max(...blocks).toFixed(1)} |`);
  return { share, costMs: cost, wallMs: median(walls) };
}

/**
 * The longest work of the event loop's thread between two of its turns, in CPU time: what other processes of the machine take away in
 * between does not count.
 */
function watchLoop() {
  let longest = 0;
  let last = threadMs();
  const turn = () => {
    longest = Math.max(longest, threadMs() - last);
    last = threadMs();
  };
  const timer = setInterval(turn, 1);
  return {
    end() {
      clearInterval(timer);
      turn();
      return longest;
    },
  };
}

/** CPU time of this thread, as the scheduler counts it. */
function threadMs() {
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Perl that fills so many MB, then forks: the pages are shared until they are written. */
function forked(count, megabytes) {
  return `$x = "y" x ${megabytes * 1_000_000}; for (2..${count}) { $p = fork; while (!defined $p) { sleep 1; $p = fork } last if !$p } sleep 600`;
}
