import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { apptainer } from '../../src/box/apptainer.ts';
import { createLauncher } from '../../src/create-launcher.ts';
import type { Policy } from '../../src/launcher.ts';
import { openOwnSandbox } from '../../src/sandbox/own-sandbox.ts';

const policy: Policy = {
  demands: [],
  network: 'none',
  readable: ['/usr/share', '/not/on/this/node'],
  limits: { processes: 100 },
};

/**
 * Records how it was called and then, as Apptainer would inside the image, runs the command, in its own process group as Apptainer does; with `fails` it has these last words instead. Options
 * that take a value are those of `apptainer exec --help`, 1.4.
 */
function fakeApptainer(fails = ''): string {
  return `#!/bin/sh
here=$(dirname "$0")
for word; do printf '%s\\0' "$word"; done >"$here/arguments"
env -0 >"$here/environment"
if [ -n "${fails}" ]; then echo "${fails}" >&2; exit 255; fi
shift
while [ $# -gt 0 ]; do
  case $1 in
    --bind|--pwd|--network) shift 2;;
    -*) shift;;
    *) break;;
  esac
done
shift
env -i PATH=/image/bin APPTAINER_NAME=image.sif "$@"
`;
}

async function launch(fails?: string, lines = 'echo "$SECRET"; echo $PATH; exit 5') {
  const root = await tree({ 'apptainer*': fakeApptainer(fails), 'image.sif': '' });
  const box = apptainer({
    file: join(root, 'apptainer'),
    image: join(root, 'image.sif'),
    options: ['--nv'],
    env: { PATH: '/usr/bin:/bin', HOME: '/h' },
  });
  const launcher = createLauncher({ box });
  const sandbox = await launcher.openSandbox(join(root, 'sandbox'));
  const [stdout, stderr] = [join(sandbox.work, 'o'), join(sandbox.work, 'e')];
  const env = { SECRET: 'not in the arguments' };
  const args = ['-c', lines];
  const running = launcher.launch({ sandbox, file: '/bin/sh', args, env, stdout, stderr, graceMs: 10_000 }, policy);
  const recorded = async (name: string): Promise<string[]> =>
    (await readFile(join(root, name), 'utf8')).split('\0').slice(0, -1);
  return { root, sandbox, running, recorded, output: () => readFile(stdout, 'utf8') };
}

describe('apptainer (a fake that records)', () => {
  it('is called with the documented options, the image and the starter', async () => {
    const { root, sandbox, running, recorded } = await launch();
    await running.result;
    const { work, temporary, home } = sandbox;
    const words = await recorded('arguments');
    const binds = [
      ...[work, temporary, home].map((path) => `${path}:${path}:rw`),
      `${temporary}:/tmp:rw`,
      `${temporary}:/var/tmp:rw`,
      '/usr/share:/usr/share:ro',
    ];
    expect(words.slice(0, words.indexOf('/bin/sh'))).toEqual(
      [
        ['exec', '--containall', '--no-home', '--no-privs', '--net', '--network', 'none'],
        binds.flatMap((bind) => ['--bind', bind]),
        ['--pwd', work, '--nv', join(root, 'image.sif')],
      ].flat(),
    );
  });

  it('gets its own environment, the payload gets its own beside that of the image', async () => {
    const { running, recorded, output } = await launch();
    const { ending } = await running.result;
    expect(ending).toEqual({ kind: 'exited', exitCode: 5 });
    expect(await output()).toBe('not in the arguments\n/image/bin\n');
    const names = (await recorded('environment')).map((line) => line.split('=')[0]);
    expect(new Set(names)).toEqual(new Set(['HOME', 'PATH', 'TIMED_COMMAND_MARKS', 'PWD']));
    expect((await recorded('arguments')).join(' ')).not.toContain('not in the arguments');
  });

  it('lets the payload end by itself when it is stopped', async () => {
    const lines = 'trap "echo ended; exit 3" TERM; echo ready; while :; do /bin/sleep 0.05; done';
    const { running, output } = await launch('', lines);
    await expect.poll(output, { timeout: 8000 }).toBe('ready\n');
    running.stop();
    expect((await running.result).ending).toMatchObject({ kind: 'cancelled', forced: false });
    expect(await output()).toBe('ready\nended\n');
  });

  it.each([
    ['FATAL:   container creation failed: no more available loop devices', 'SINGULARITY_NO_LOOP_DEVICES'],
    ['WARNING: Not mounting requested bind point (already mounted in container): /x', 'SINGULARITY_BIND_POINT_FAILURE'],
    ['FATAL: failed to mount image', 'SINGULARITY_IMAGE_MOUNT_FAILURE'],
    ['ERROR  : Failed invoking the NEWUSER namespace runtime: Invalid argument', 'SINGULARITY_NEWUSER_NAMESPACE'],
    [
      'ERROR  : Failed to create user namespace: maximum number of user namespaces exceeded',
      'SINGULARITY_FAILED_USER_NAMESPACE',
    ],
    ['fork failed: Resource temporarily unavailable', 'SINGULARITY_RESOURCE_UNAVAILABLE'],
    ['FATAL:   could not open image /x.sif: no such file', 'IMAGE_NOT_FOUND'],
    // Apptainer 1.4.5, seen.
    [
      'FATAL:   While checking container encryption: could not open image /x: failed to retrieve path for /x: lstat /x: no such file or directory',
      'IMAGE_NOT_FOUND',
    ],
    [
      'FATAL:   While checking container encryption: could not open image /x: image format not recognized',
      'SINGULARITY_IMAGE_MOUNT_FAILURE',
    ],
    [
      `FATAL:   container creation failed: mount hook function failure: mount /x->/y error: while mounting /x: mount source /x doesn't exist`,
      'SINGULARITY_BIND_POINT_FAILURE',
    ],
    [
      `FATAL:   container creation failed: mount hook function failure: mount /a/dev->/dev error: while mounting /a/dev: destination /dev doesn't exist in container`,
      'SINGULARITY_BIND_POINT_FAILURE',
    ],
    ['FATAL:   something new', 'SINGULARITY_GENERAL_FAILURE'],
  ])('fails as itself, not as the payload: %s', async (words, errorName) => {
    const { running } = await launch(words);
    await expect(running.result).rejects.toMatchObject({ errorName });
    expect(await running.started).toBeUndefined();
  });

  it('is missing, or its image is', async () => {
    const root = await tree({ 'apptainer*': '' });
    await expect(apptainer({ file: '/nonexistent', image: root }).prepare()).rejects.toMatchObject({
      errorName: 'APPTAINER_NOT_INSTALLED',
    });
    const file = join(root, 'apptainer');
    await expect(apptainer({ file, image: '/nonexistent' }).prepare()).rejects.toMatchObject({
      errorName: 'IMAGE_NOT_FOUND',
    });
  });

  it('refuses paths that would bind something else', async () => {
    const root = await tree({ 'apptainer*': '' });
    const box = apptainer({ file: join(root, 'apptainer'), image: root });
    const sandbox = await openOwnSandbox(join(root, 'a:b'));
    expect(() => box.wrap(['/bin/true'], { sandbox, policy })).toThrow('a colon or comma in the path');
  });
});
