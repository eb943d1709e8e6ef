import cp from 'node:child_process';
import { execa } from 'execa';
import { x } from 'tinyexec';
import nano from 'nano-spawn';
import { runCommand } from '../dist/index.js';
const env = { PATH: '/usr/bin:/bin' };
const spawnAll = (file, args) =>
  new Promise((resolve) => {
    const c = cp.spawn(file, args, { env });
    let out = '';
    c.stdout.on('data', (d) => (out += d));
    c.stderr.on('data', () => {});
    c.on('close', () => resolve(out));
  });
const peers = {
  spawn: spawnAll,
  execFile: (f, a) => new Promise((r) => cp.execFile(f, a, { env }, (e, out) => r(out))),
  execa: async (f, a) => (await execa(f, a, { env, extendEnv: false })).stdout,
  tinyexec: async (f, a) => (await x(f, a, { nodeOptions: { env } })).stdout,
  nano: async (f, a) => (await nano(f, a, { env })).stdout,
  ours: async (f, a) => (await runCommand(f, a, { env })).stdout,
};
const N = +process.argv[2] || 200;
const median = (v) => v.toSorted((a, b) => a - b)[v.length >> 1];
const cases = {
  true: ['/bin/true', []],
  echo: ['sh', ['-c', 'echo x']],
  end: ['perl', ['-MTime::HiRes=time', '-MPOSIX=_exit', '-e', 'syswrite STDOUT, sprintf("%.6f", time); _exit(0)']],
};
for (const [name, [f, a]] of Object.entries(cases)) {
  const times = Object.fromEntries(Object.keys(peers).map((p) => [p, []]));
  for (let i = -5; i < N; i++)
    for (const [p, run] of Object.entries(peers)) {
      const t = performance.now();
      const out = await run(f, a);
      const d =
        name === 'end' ? performance.timeOrigin + performance.now() - Number(out) * 1000 : performance.now() - t;
      if (i >= 0) times[p].push(d);
      await new Promise((r) => setImmediate(r));
    }
  const base = median(times.spawn),
    ex = median(times.execa);
  console.log(
    name,
    Object.entries(times)
      .map(
        ([p, v]) =>
          `${p} ${median(v).toFixed(2)} (${(median(v) / base).toFixed(2)}x spawn ${(median(v) / ex).toFixed(2)}x execa)`,
      )
      .join(' | '),
  );
}
