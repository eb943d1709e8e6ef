#!/usr/bin/env node
/**
 * Measures this package against its peers, all in turn in one process: `node packages/timed-command/bench/bench.mjs [--rounds N] [--write]`.
 * `--write` puts the tables into docs/benchmarks.md.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { runCommand } from '../dist/index.js';
import { interleaved, median, quantile } from './interleaved.mjs';
import { env, peers } from './peers.mjs';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '300' }, write: { type: 'boolean', default: false } },
});
const rounds = Number(values.rounds);
const lines = [];
const bars = [];

await speeds();
await throughput();
await capture();
await leftovers();
await limits();
await thousand();
await cold();
print();

async function speeds() {
  const clock = ['-MTime::HiRes=time', '-MPOSIX=_exit', '-e', 'syswrite STDOUT, sprintf("%.6f", time); _exit(0)'];
  const cases = {
    '`/bin/true`': ['/bin/true', []],
    "`sh -c 'echo x'`": ['sh', ['-c', 'echo x']],
    'end of the child -> result': ['perl', clock],
  };
  const rows = new Map(Object.keys(peers).map((name) => [name, []]));
  for (const [title, [file, args]] of Object.entries(cases)) {
    const times = await interleaved(peers, rounds, async (run) => {
      const startedAt = performance.now();
      const stdout = await run(file, args);
      return file === 'perl'
        ? performance.timeOrigin + performance.now() - 1000 * Number(stdout)
        : performance.now() - startedAt;
    });
    const of = (name) => median(times.get(name));
    for (const [name, own] of times)
      rows
        .get(name)
        .push(`${median(own).toFixed(2)} / ${quantile(own, 0.99).toFixed(1)}`, ratio(of(name), of('spawn')));
    if (file === 'perl') bar(`${title}: <= 1.2 x spawn`, of('timed-command') / of('spawn'), (value) => value <= 1.2);
    else {
      bar(`${title}: <= 1.2 x execa`, of('timed-command') / of('execa'), (value) => value <= 1.2);
      bar(`${title}: <= 1.8 x spawn`, of('timed-command') / of('spawn'), (value) => value <= 1.8);
    }
  }
  const heads = Object.keys(cases).flatMap((title) => [`${title}, ms median / p99`, 'x spawn']);
  table(
    ['peer', ...heads],
    [...rows].map(([name, cells]) => [name, ...cells]),
  );
}

async function throughput() {
  const count = 64;
  const perSecond = await interleaved(peers, Math.ceil(rounds / 12), async (run) => {
    let left = count;
    const startedAt = performance.now();
    const lane = async () => {
      while (left > 0) {
        left -= 1;
        await run('/bin/true', []);
      }
    };
    await Promise.all(Array.from({ length: 16 }, lane));
    return (1000 * count) / (performance.now() - startedAt);
  });
  const of = (name) => median(perSecond.get(name));
  bar('16 at once: >= 1.0 x execa', of('timed-command') / of('execa'), (value) => value >= 1);
  table(
    ['16 at once', ...Object.keys(peers)],
    [['commands per second', ...Object.keys(peers).map((name) => of(name).toFixed(0))]],
  );
}

async function capture() {
  const size = 1_000_000_000;
  const kinds = ['spawn', 'execFile', 'execa', 'in memory', 'spilled', 'bounded'];
  const runs = new Map(kinds.map((kind) => [kind, []]));
  for (let round = 0; round < 3; round += 1) {
    for (const kind of kinds) {
      const answer = execFileSync(
        process.execPath,
        ['--expose-gc', join(import.meta.dirname, 'capture.mjs'), kind, String(size)],
        { encoding: 'utf8' },
      );
      const { bytes, elapsedMs, growthMb } = JSON.parse(answer);
      runs.get(kind).push({ rate: bytes / 1e3 / elapsedMs, growthMb, complete: bytes === size });
    }
  }
  const rate = (kind) => median(runs.get(kind).map((run) => run.rate));
  const growth = (kind) => median(runs.get(kind).map((run) => run.growthMb));
  const complete = (kind) => runs.get(kind).every((run) => run.complete);
  bar(
    '1 GB spilled to a file: memory grows by <= 64 MB',
    growth('spilled'),
    (value) => value <= 64 && complete('spilled'),
  );
  bar('1 GB spilled to a file: >= 0.8 x the MB/s of spawn', rate('spilled') / rate('spawn'), (value) => value >= 0.8);
  const label = (kind) => (['spawn', 'execFile', 'execa'].includes(kind) ? kind : `timed-command, ${kind}`);
  table(
    ['1 GB of output', 'MB/s', 'memory grows by, MB', 'complete'],
    kinds.map((kind) => [label(kind), rate(kind).toFixed(0), growth(kind).toFixed(0), complete(kind) ? 'yes' : 'no']),
  );
}

async function leftovers() {
  const run = (script) => async () => {
    const { stdout } = await runCommand('sh', ['-c', script], { env });
    if (stdout !== 'x\n') throw new Error(`wrong output ${stdout}`);
  };
  const both = { without: run('echo x'), 'with a daemon that holds stdout': run('setsid sleep 60 & echo x') };
  const times = await interleaved(both, Math.ceil(rounds / 3), async (peer) => {
    const startedAt = performance.now();
    await peer();
    return performance.now() - startedAt;
  });
  const of = (name) => median(times.get(name));
  bar(
    'stdout held open: <= 3 x the same command without',
    of('with a daemon that holds stdout') / of('without'),
    (value) => value <= 3,
  );
  table(
    ["`sh -c 'echo x'`", 'ms, median', 'peers'],
    [
      ['without a daemon', of('without').toFixed(2), 'as above'],
      [
        'with a daemon that holds stdout',
        of('with a daemon that holds stdout').toFixed(2),
        'wait for the daemon, 60 s',
      ],
    ],
  );
}

async function limits() {
  const limitMs = 100;
  const both = {
    execa: () => execa('sleep', ['10'], { env, extendEnv: false, timeout: limitMs, reject: false }),
    'timeout(1)': () => peers.spawn('timeout', [String(limitMs / 1000), 'sleep', '10']),
    'timed-command': () => runCommand('sleep', ['10'], { env, timeoutMs: limitMs }),
  };
  const times = await interleaved(both, Math.ceil(rounds / 6), async (peer) => {
    const startedAt = performance.now();
    await peer();
    return performance.now() - startedAt - limitMs;
  });
  bar('return after the limit: <= 60 ms', median(times.get('timed-command')), (value) => value <= 60);
  table(
    ['return after the limit', 'ms, median / p99'],
    [...times].map(([name, own]) => [name, `${median(own).toFixed(1)} / ${quantile(own, 0.99).toFixed(1)}`]),
  );
}

function echoes(name) {
  return Promise.all(
    Array.from({ length: 1000 }, (_, index) => peers[name]('sh', ['-c', `echo ${index}`]).catch(() => undefined)),
  );
}

async function thousand() {
  const descriptors = () => readdirSync('/proc/self/fd').length;
  const results = new Map();
  for (const name of ['spawn', 'execa', 'timed-command']) {
    // A first round fills what each peer keeps for the next commands: timed-command up to 64 idle pipes. What is lost is lost again by a second.
    await echoes(name);
    const before = descriptors();
    const startedAt = performance.now();
    const outputs = await echoes(name);
    const elapsedMs = performance.now() - startedAt;
    const right = outputs.filter((stdout, index) => stdout?.trim() === String(index)).length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    results.set(name, { right, elapsedMs, lost: descriptors() - before });
  }
  const { right, lost } = results.get('timed-command');
  bar('1,000 at once: right results', right, (value) => value === 1000);
  bar('1,000 at once: descriptors lost', lost, (value) => value <= 0);
  table(
    ['1,000 at once', 'right results', 'seconds', 'descriptors lost'],
    [...results].map(([name, one]) => [name, one.right, (one.elapsedMs / 1000).toFixed(2), one.lost]),
  );
}

async function cold() {
  const programs = {
    'node alone': '',
    'spawn, collected':
      "const { spawn } = await import('node:child_process'); await new Promise((resolve) => spawn('/bin/true').once('close', resolve));",
    'import of execa': "await import('execa');",
    execa: "await (await import('execa')).execa('/bin/true');",
    'import of timed-command': "await import('./dist/index.js');",
    'timed-command, collected': "await (await import('./dist/index.js')).runCommand('/bin/true', [], { env: {} });",
    'timed-command, to /dev/null':
      "await (await import('./dist/index.js')).runCommand('/bin/true', [], { env: {}, stdout: 'ignore', stderr: 'ignore' });",
  };
  const runs = Object.fromEntries(
    Object.entries(programs).map(([name, program]) => [
      name,
      () =>
        execFileSync(process.execPath, ['--input-type=module', '-e', program], {
          cwd: join(import.meta.dirname, '..'),
        }),
    ]),
  );
  const times = await interleaved(runs, Math.max(10, Math.ceil(rounds / 20)), async (run) => {
    const startedAt = performance.now();
    run();
    return performance.now() - startedAt;
  });
  table(
    ['one `/bin/true` in a new process', 'ms, median'],
    [...times].map(([name, own]) => [name, median(own).toFixed(0)]),
  );
}

function bar(title, value, reached) {
  bars.push([title, value.toFixed(2), reached(value) ? 'yes' : '**no**']);
}

function ratio(value, base) {
  return (value / base).toFixed(2);
}

function table(head, rows) {
  lines.push(
    '',
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---').join('|')}|`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  );
}

function print() {
  table(['bar', 'measured', 'reached'], bars);
  const text = lines.join('\n').trim();
  console.log(text);
  const path = join(import.meta.dirname, '../../../docs/benchmarks.md');
  if (!values.write || !existsSync(path)) return;
  const present = readFileSync(path, 'utf8');
  const [begin, end] = ['<!-- timed-command: begin -->', '<!-- timed-command: end -->'];
  const from = present.indexOf(begin);
  const to = present.indexOf(end);
  if (from < 0 || to < 0) throw new Error(`docs/benchmarks.md lacks ${begin} or ${end}`);
  writeFileSync(path, `${present.slice(0, from)}${begin}\n\n${text}\n\n${present.slice(to)}`);
}
