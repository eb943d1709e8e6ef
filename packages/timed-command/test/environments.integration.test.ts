import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
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
  stubborn: { ending: { kind: 'timed-out', forced: true }, proved: true, stdout: 'ready\n' },
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
    stubborn: { ending: { kind: 'timed-out', forced: true }, proved: false },
    hidden: { ending: { kind: 'exited', exitCode: 0 }, proved: false },
    survivors: [expect.stringContaining('sleep 60')],
  });
});

/** The npm package `node` carries the binaries: `npm install --prefix ~/.cache/panda-node-24 node@24`. */
describe.each([20, 22, 24, 26])('Node %d', (major) => {
  const binary = [
    join(homedir(), `.cache/panda-node-${major}/node_modules/node/bin/node`),
    join(tmpdir(), `panda-node-${major}/node_modules/node/bin/node`),
  ].find((path) => existsSync(path));

  it.skipIf(binary === undefined)('runs the package', async () => {
    expect(execFileSync(binary ?? '', ['--version'], { encoding: 'latin1' })).toMatch(new RegExp(`^v${major}\\.`));
    expect(await marks({ node: binary ?? '' })).toMatchObject(everythingWorks);
  });
});
