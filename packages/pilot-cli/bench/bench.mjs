#!/usr/bin/env node
/**
 * The waits of a pilot on a machine with nothing but the pilot: `pnpm bench pilot-cli`. A real pilot process, the embedded server on
 * loopback, real files. Medians; pilot3's figures beside them are those of its own baseline, measured on such a machine.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAdler32, formatChecksum, rucioPath } from '../../core/dist/index.js';
import { startPandaLocal } from '../../panda-local/dist/index.js';
import { startCommand } from '../../timed-command/dist/index.js';
import { loadRun } from './load.mjs';

/** Started itself, as sites do: `node FILE` takes longer, and more memory. */
const pilot = join(import.meta.dirname, '../dist/bundle/panda-pilot.mjs');
const directory = mkdtempSync(join(tmpdir(), 'panda-bench-'));
const storage = join(directory, 'storage');
const trivialJobs = 20;
const shortRuns = 10;
/** `PANDA_BENCH_JOBS=1000 pnpm bench pilot-cli` for the long run. */
const loadJobs = Number(process.env.PANDA_BENCH_JOBS ?? 200);

try {
  await main();
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function main() {
  mkdirSync(join(directory, 'work'), { recursive: true });
  writeFileSync(join(directory, 'queuedata.json'), JSON.stringify(queuedata()));
  const trivial = await trivialRun();
  const withFiles = await fileRun();
  const failing = await failingRun();
  const idle = await idleRuns();
  const stopped = await stoppedRuns();
  const rows = [
    { what: '`node -e 0`, whole process', values: processTimes(process.execPath, '-e', '0'), pilot3: '' },
    { what: '`panda-pilot --version`, whole process', values: processTimes(pilot, '--version'), pilot3: '' },
    { what: 'start of the pilot -> first request', values: trivial.starts.concat(idle.starts), pilot3: '0.93' },
    {
      what: 'trivial job: dispatch -> final update accepted',
      values: trivial.jobs,
      pilot3: '2.10 (first), 4.27 (later)',
    },
    { what: 'final update accepted -> next request for a job', values: trivial.gaps, pilot3: '1.67' },
    { what: 'job with 5 inputs, 1 MB output, log: dispatch -> final', values: withFiles, pilot3: '14.11' },
    { what: 'payload exits 3 -> its failure reported, log stored', values: failing, pilot3: '118.1' },
    { what: 'SIGTERM (grace 1 s) -> final update, log stored', values: stopped, pilot3: '195, without log' },
    { what: 'last answer -> process gone', values: trivial.exits.concat(idle.exits), pilot3: '63.95' },
    { what: 'pilot that finds no job, whole process', values: idle.whole, pilot3: '66.8' },
  ];
  console.log(`| what (seconds) | median | min | max | runs | pilot3 |\n|---|---|---|---|---|---|`);
  for (const { what, values, pilot3 } of rows) console.log(`| ${what} | ${summary(values)} | ${pilot3} |`);
  const requests = trivial.requests / trivialJobs;
  console.log(`\nRequests per trivial job: ${requests.toFixed(2)}.\n`);
  await loadRun({ directory, pilot, queuedata: queuedata(), jobCount: loadJobs });
}

function processTimes(file, ...args) {
  return Array.from({ length: 2 * shortRuns }, () => {
    const startedAt = performance.now();
    // As the pilots below: with NODE_EXTRA_CA_CERTS, a Node reads all those certificates before it does anything.
    execFileSync(file, args, { stdio: 'ignore', env: { PATH: process.env.PATH } });
    return (performance.now() - startedAt) / 1000;
  });
}

async function trivialRun() {
  const result = { starts: [], jobs: [], gaps: [], exits: [], requests: 0 };
  await withServer('trivial', async (server) => {
    const ids = [];
    for (let index = 0; index < trivialJobs; index += 1) ids.push(await server.submit(job({ transformation: 'true' })));
    const { startedAt, endedAt } = await runPilot(server, ids.length);
    const requests = timed(server);
    // The first job's own: the map of nodes; the last request finds no job.
    result.requests = requests.length - 2;
    result.starts.push(requests[0].at - startedAt);
    for (const id of ids) result.jobs.push(dispatchToFinal(server.job(id)));
    for (const [index, { finalState }] of requests.entries()) {
      const next = requests[index + 1];
      if (finalState && next?.method === 'pilot/acquire_jobs') result.gaps.push(next.at - requests[index].at);
    }
    result.exits.push(endedAt - requests.at(-1).at);
  });
  return result;
}

async function fileRun() {
  const inputs = Array.from({ length: 5 }, (_, index) => putInput(`in-${index}.bin`, Buffer.alloc(200_000, index)));
  const payload = script('files', 'cat in-*.bin > out.bin');
  const seconds = [];
  await withServer('files', async (server) => {
    const ids = [];
    for (let index = 0; index < shortRuns; index += 1) {
      const name = `out-${index}`;
      const described = {
        transformation: payload,
        inputs,
        outputs: [{ lfn: 'out.bin', scope: 'bench', dataset: name }],
        log: { lfn: `log-${index}.tgz`, scope: 'bench' },
      };
      ids.push(await server.submit(job(described)));
      rmSync(join(storage, rucioPath('bench', 'out.bin')), { force: true });
      await runPilot(server, 1);
    }
    for (const id of ids) seconds.push(dispatchToFinal(server.job(id)));
  });
  return seconds;
}

async function failingRun() {
  const stamp = join(directory, 'ended');
  const payload = script('failing', `date +%s%N > ${stamp}; exit 3`);
  const seconds = [];
  await withServer('failing', async (server) => {
    for (let index = 0; index < shortRuns; index += 1) {
      const id = await server.submit(
        job({ transformation: payload, log: { lfn: `failed-${index}.tgz`, scope: 'bench' } }),
      );
      await runPilot(server, 1);
      const reported = new Date(server.job(id).history.find(({ status }) => status === 'holding').at).getTime();
      seconds.push((reported - Number(readFileSync(stamp, 'utf8')) / 1e6) / 1000);
    }
  });
  return seconds;
}

async function idleRuns() {
  const result = { starts: [], exits: [], whole: [] };
  for (let index = 0; index < shortRuns; index += 1) {
    await withServer(`idle-${index}`, async (server) => {
      const { startedAt, endedAt } = await runPilot(server, 1);
      const [asked] = timed(server);
      result.starts.push(asked.at - startedAt);
      result.exits.push(endedAt - asked.at);
      result.whole.push(endedAt - startedAt);
    });
  }
  return result;
}

/** A payload that ends at once when it is told to: what is left is the pilot's own time. */
async function stoppedRuns() {
  const payload = script('waiting', 'exec sleep 60');
  const seconds = [];
  await withServer('stopped', async (server) => {
    for (let index = 0; index < shortRuns; index += 1) {
      const id = await server.submit(
        job({ transformation: payload, log: { lfn: `stopped-${index}.tgz`, scope: 'bench' } }),
      );
      const { result, stop } = startPilot(server, 1, ['--grace', '1']);
      while (server.job(id).status !== 'running') await sleep(5);
      const stoppedAt = Date.now();
      stop();
      await result;
      const { at } = server.job(id).history.find(({ status }) => status === 'holding');
      seconds.push((new Date(at).getTime() - stoppedAt) / 1000);
    }
  });
  return seconds;
}

async function withServer(name, use) {
  const server = await startPandaLocal({ directory: join(directory, `server-${name}`) });
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

async function runPilot(server, maxJobs) {
  const { startedAt, result } = startPilot(server, maxJobs);
  await result;
  return { startedAt, endedAt: Date.now() / 1000 };
}

function startPilot(server, maxJobs, more = []) {
  const words = ['run', '--url', server.url, '-q', 'BENCH', '--queuedata', join(directory, 'queuedata.json')];
  const places = ['--workdir', join(directory, 'work'), '--timefloor', '10', '--max-jobs', String(maxJobs + 1)];
  const startedAt = Date.now() / 1000;
  const child = startCommand(pilot, [...words, ...places, ...more], {
    env: { PATH: process.env.PATH },
    stdout: 'ignore',
    stderr: 'ignore',
    timeoutMs: 120_000,
    graceMs: 30_000,
  });
  return { startedAt, result: child.result, stop: () => child.stop() };
}

function timed(server) {
  return server.requests.map(({ at, method, arguments: given }) => ({
    at: new Date(at).getTime() / 1000,
    method,
    finalState: given?.job_status === 'finished' || given?.job_status === 'failed',
  }));
}

function dispatchToFinal({ history }) {
  const at = (wanted) => new Date(history.find(({ status }) => status === wanted).at).getTime();
  return (at('holding') - at('sent')) / 1000;
}

function job(described) {
  return { queue: 'BENCH', label: 'managed', ...described };
}

function putInput(lfn, content) {
  const path = join(storage, rucioPath('bench', lfn));
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return {
    lfn,
    scope: 'bench',
    sizeBytes: content.length,
    checksum: formatChecksum(createAdler32().update(content).digest()),
  };
}

function script(name, lines) {
  const path = join(directory, name);
  writeFileSync(path, `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  return path;
}

function queuedata() {
  return {
    nickname: 'BENCH',
    status: 'online',
    copytool: 'cp',
    se: 'file://',
    seprodpath: join(storage, 'rucio'),
    sepath: join(storage, 'rucio'),
  };
}

function summary(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  return [median, sorted[0], sorted.at(-1)].map((value) => value.toFixed(3)).join(' | ') + ` | ${sorted.length}`;
}
