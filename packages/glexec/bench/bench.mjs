/**
 * What a launcher costs per job over starting the payload as it is; the bound is 30 ms: `node packages/glexec/bench/bench.mjs [--rounds N] [--write]`.
 * `--write` puts the table into docs/benchmarks.md. As root also for sudo, to the account nobody.
 */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bubblewrap, createLauncher, sudo } from '../dist/index.js';

const boundMs = 30;
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '40' }, write: { type: 'boolean', default: false } },
});
const rounds = Number(values.rounds);
const policy = { demands: [], network: 'none', readable: [], limits: { processes: 10_000, fileBytes: 2 ** 40 } };
const boxes = { none: {}, bubblewrap: { box: bubblewrap() } };
const identities = process.getuid() === 0 ? { sudo: { identity: sudo({ account: 'nobody' }) } } : {};
const combined =
  process.getuid() === 0 ? { 'sudo+bubblewrap': { identity: sudo({ account: 'nobody' }), box: bubblewrap() } } : {};
const launchers = { ...boxes, ...identities, ...combined };
const times = Object.fromEntries(Object.keys(launchers).map((name) => [name, []]));

const directory = await mkdtemp(join(tmpdir(), 'launcher-bench-'));
try {
  await chmod(directory, 0o711);
  const ready = [];
  for (const [name, parts] of Object.entries(launchers)) ready.push(await prepare(name, createLauncher(parts)));
  // In turn, so that whatever else the machine does meets all of them.
  for (let round = -2; round < rounds; round += 1) {
    for (const { name, launch } of ready) {
      const ms = await launch();
      if (round >= 0) times[name].push(ms);
    }
  }
  for (const { launcher } of ready) await launcher.cleanup();
} finally {
  await rm(directory, { recursive: true, force: true });
}

const base = median(times.none);
const overheads = Object.entries(times).map(([name, measured]) => ({
  name,
  ms: median(measured),
  over: median(measured) - base,
}));
const table = [
  '| launcher | start to end of `/bin/true`, ms | over `none`, ms | runs |',
  '|---|---|---|---|',
  ...overheads.map(({ name, ms, over }) => `| ${name} | ${ms.toFixed(1)} | ${over.toFixed(1)} | ${rounds} |`),
].join('\n');
console.log(table);
if (values.write) await writeInto(join(import.meta.dirname, '../../../docs/benchmarks.md'));
process.exitCode = overheads.some(({ over }) => over > boundMs) ? 1 : 0;

async function writeInto(path) {
  const present = await readFile(path, 'utf8');
  const [begin, end] = ['<!-- glexec: begin -->', '<!-- glexec: end -->'];
  const [from, to] = [present.indexOf(begin), present.indexOf(end)];
  if (from < 0 || to < 0) throw new Error(`docs/benchmarks.md lacks ${begin} or ${end}`);
  await writeFile(path, `${present.slice(0, from)}${begin}\n\n${table}\n\n${present.slice(to)}`);
}

async function prepare(name, launcher) {
  const sandbox = await launcher.openSandbox(join(directory, name));
  const [stdout, stderr] = [join(sandbox.work, 'stdout'), join(sandbox.work, 'stderr')];
  const env = { PATH: '/usr/bin:/bin', LANG: 'C', USER: 'user', HOME: sandbox.home, TMPDIR: sandbox.temporary };
  const payload = { sandbox, file: '/bin/true', args: [], env, stdout, stderr };
  const launch = async () => {
    const startedAt = performance.now();
    const { ending } = await launcher.launch(payload, name === 'none' ? { ...policy, limits: {} } : policy).result;
    if (ending.kind !== 'exited' || ending.exitCode !== 0) throw new Error(`${name}: ${JSON.stringify(ending)}`);
    return performance.now() - startedAt;
  };
  return { name, launcher, launch };
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
