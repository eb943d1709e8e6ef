/** What a launcher costs per job over starting the payload as it is. The bound is 30 ms. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bubblewrap, createLauncher, sudo } from '../dist/index.js';

const boundMs = 30;
const rounds = 15;
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

let tooSlow = false;
const base = lowerQuartile(times.none);
for (const [name, measured] of Object.entries(times)) {
  const overhead = lowerQuartile(measured) - base;
  tooSlow ||= overhead > boundMs;
  console.log(
    `${name.padEnd(18)} ${lowerQuartile(measured).toFixed(1).padStart(6)} ms  over none: ${overhead.toFixed(1)} ms`,
  );
}
process.exitCode = tooSlow ? 1 : 0;

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

/** What else runs on the machine only adds. */
function lowerQuartile(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 4)];
}
