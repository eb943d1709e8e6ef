import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PilotError, silentLogger } from '@panda-pilot/core';
import { tempDir } from '@panda-pilot/testkit';
import { startCommand } from '@panda-pilot/timed-command';
import { describe, expect, it } from 'vitest';
import { readAssignment, writeAssignment } from '../../src/state/assignment.ts';
import type { LaunchOrder } from '../../src/state/launch-order.ts';
import { orderedPlace, type OrderedPlaceDeps } from '../../src/launch/ordered-place.ts';
import type { OpenLauncher, PayloadLauncher } from '../../src/launch/payload-launcher.ts';
import { createStopOrder } from '../../src/channel/stop-order.ts';
import { jobDirectory, makeJobDirectory } from '../../src/state/workdir.ts';
import { jobFixture } from '../job-fixture.ts';

const order: LaunchOrder = {
  launcher: 'sudo',
  otherAccount: true,
  account: 'payload1',
  policy: { demands: ['other-account'], network: 'shared', readable: [], limits: {} },
  secrets: ['/token'],
  transfersAs: 'pilot',
};

/** A launcher that hands over by copying, and starts the payload as we are. */
function copyingLauncher(change: Partial<PayloadLauncher> = {}): PayloadLauncher {
  return {
    name: 'sudo',
    openSandbox: async (root) => {
      const [work, temporary, home] = ['work', 'tmp', 'home'].map((name) => join(root, name)) as [
        string,
        string,
        string,
      ];
      for (const path of [work, temporary, home]) await mkdir(path, { recursive: true });
      const credential = join(home, 'credential');
      return {
        work,
        temporary,
        home,
        credential,
        placeCredential: (source) => copyFile(source, credential),
        bringIn: (source, path) => copyFile(source, join(root, path)),
        bringOut: async (path, destination) => copyFile(join(root, path), destination).then(() => 1),
        examine: ([file], { path }) => Promise.resolve({ stdout: `${file} ${path}`, stderr: '' }),
        disclose: () => Promise.resolve(),
        remove: () => Promise.resolve(),
      };
    },
    inspect: () => Promise.resolve(),
    launch: ({ file, args, env, stdout, stderr, sandbox }) =>
      startCommand(file, args, { cwd: sandbox.work, env, stdout: { file: stdout }, stderr: { file: stderr } }),
    ...change,
  };
}

async function place(openLauncher?: OpenLauncher, change: Partial<LaunchOrder> = {}) {
  const given = { ...order, ...change };
  const directory = jobDirectory(join(await tempDir(), 'D'), 'other-account');
  await makeJobDirectory(directory);
  const queuedataText = JSON.stringify({ nickname: 'Q' });
  await writeAssignment(directory.assignment, { job: jobFixture({}), queuedataText, queue: 'Q', launch: given });
  const assignment = await readAssignment(directory.assignment);
  const deps: OrderedPlaceDeps = {
    assignment,
    directory,
    logger: silentLogger,
    stop: createStopOrder(1000),
    order: given,
    ...(openLauncher === undefined ? {} : { openLauncher }),
  };
  return { directory, assignment, place: orderedPlace(deps) };
}

const step = (work: string) => ({
  file: '/bin/true',
  args: [],
  inImage: true,
  env: {},
  stdout: join(work, 'o'),
  stderr: join(work, 'e'),
});

describe('orderedPlace', () => {
  it('keeps the order in job.json', async () => {
    expect((await place()).assignment.launch).toEqual(order);
  });

  it('hands over what was staged in, and gets outputs back', async () => {
    const { directory, place: ordered } = await place(() => Promise.resolve(copyingLauncher()));
    await writeFile(join(directory.staging, 'in.root'), 'input');
    await ordered.prepare();
    expect(await readdir(directory.staging)).toEqual([]);
    expect(await readFile(join(directory.work, 'in.root'), 'utf8')).toBe('input');
    await writeFile(join(directory.work, 'out.root'), 'output');
    expect(await readFile(await ordered.collect('out.root'), 'utf8')).toBe('output');
  });

  it('goes on where an earlier runjob was interrupted', async () => {
    const { directory, place: ordered } = await place(() => Promise.resolve(copyingLauncher()));
    await mkdir(directory.work, { recursive: true });
    await writeFile(join(directory.work, 'in.root'), 'whole');
    await writeFile(join(directory.staging, 'in.root'), 'whole');
    await ordered.prepare();
    expect(await readdir(directory.staging)).toEqual([]);
    expect(await readFile(join(directory.work, 'in.root'), 'utf8')).toBe('whole');
  });

  it('gives the payload a home of its own, and the credential of its owner when there is one', async () => {
    const without = await place(() => Promise.resolve(copyingLauncher()));
    await without.place.prepare();
    const { sandbox } = without.directory;
    expect(without.place.environment()).toEqual({ TMPDIR: join(sandbox, 'tmp'), HOME: join(sandbox, 'home') });
    const proxy = join(await tempDir(), 'proxy');
    await writeFile(proxy, 'first');
    const { directory, place: ordered } = await place(() => Promise.resolve(copyingLauncher()), {
      payloadProxy: proxy,
    });
    await ordered.prepare();
    const { X509_USER_PROXY: credential = '' } = ordered.environment();
    expect(credential).toBe(join(directory.sandbox, 'home', 'credential'));
    await writeFile(proxy, 'second');
    await ordered.renewCredential();
    expect(await readFile(credential, 'utf8')).toBe('second');
  });

  it('looks into the processes of the payload by way of its sandbox', async () => {
    const { place: ordered } = await place(() => Promise.resolve(copyingLauncher()));
    const bounds = { path: '/bin', timeoutMs: 5000, maxOutputBytes: 100, signal: new AbortController().signal };
    expect(await ordered.examine(['/usr/bin/id'], bounds)).toMatchObject({ stdout: '/usr/bin/id /bin' });
  });

  it('starts what runs around an image on the node itself, in the same directories', async () => {
    const starts: string[] = [];
    const open: OpenLauncher = async ({ image = 'node', launcher, options = [] }) =>
      copyingLauncher({
        inspect: async ({ sandbox }) =>
          void starts.push([launcher, image, ...options, basename(sandbox.work)].join(' ')),
      });
    const image = { launcher: 'apptainer', otherAccount: false, image: '/a.sif', options: ['--nv'] };
    const { directory, place: ordered } = await place(open, { ...image, around: { launcher: 'none' } });
    await ordered.prepare();
    for (const inImage of [false, true]) await (await ordered.start({ ...step(directory.work), inImage })).result;
    expect(starts).toEqual(['none node work', 'apptainer /a.sif --nv work']);
  });

  it('starts nothing that the launcher objects to', async () => {
    const objection = new PilotError('SETUP_FAILURE', 'it could read the token');
    const launcher = copyingLauncher({ inspect: () => Promise.reject(objection) });
    const { directory, place: ordered } = await place(() => Promise.resolve(launcher));
    await ordered.prepare();
    await expect(ordered.start(step(directory.work))).rejects.toBe(objection);
  });

  it('starts nothing at all without the launcher that was ordered', async () => {
    const { directory, place: ordered } = await place();
    await expect(ordered.prepare()).rejects.toMatchObject({ errorName: 'GLEXEC_FAILED' });
    await expect(ordered.start(step(directory.work))).rejects.toThrow(TypeError);
  });
});
