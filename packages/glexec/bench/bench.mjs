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
const medians = {};

for (const [name, parts] of Object.entries({ ...boxes, ...identities, ...combined })) {
  const directory = await mkdtemp(join(tmpdir(), 'launcher-bench-'));
  try {
    medians[name] = await measure(createLauncher(parts), directory);
  } catch (error) {
    console.log(`${name}: not measured: ${error.message}`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

let tooSlow = false;
for (const [name, ms] of Object.entries(medians)) {
  const overhead = ms - medians.none;
  tooSlow ||= overhead > boundMs;
  console.log(`${name.padEnd(18)} ${ms.toFixed(1).padStart(6)} ms  over none: ${overhead.toFixed(1)} ms`);
}
process.exitCode = tooSlow ? 1 : 0;

async function measure(launcher, directory) {
  await chmod(directory, 0o711);
  const sandbox = await launcher.openSandbox(join(directory, 'sandbox'));
  const [stdout, stderr] = [join(sandbox.work, 'stdout'), join(sandbox.work, 'stderr')];
  const env = { PATH: '/usr/bin:/bin', LANG: 'C', USER: 'user', HOME: sandbox.home, TMPDIR: sandbox.temporary };
  const payload = { sandbox, file: '/bin/true', args: [], env, stdout, stderr };
  const times = [];
  for (let round = -2; round < rounds; round += 1) {
    const startedAt = performance.now();
    const { ending } = await launcher.launch(payload, launcher.name === 'none' ? { ...policy, limits: {} } : policy)
      .result;
    if (ending.kind !== 'exited' || ending.exitCode !== 0) throw new Error(JSON.stringify(ending));
    if (round >= 0) times.push(performance.now() - startedAt);
  }
  await launcher.cleanup();
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}
