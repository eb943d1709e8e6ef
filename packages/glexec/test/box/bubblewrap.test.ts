import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { bubblewrap } from '../../src/box/bubblewrap.ts';
import { createLauncher } from '../../src/create-launcher.ts';
import type { Policy } from '../../src/launcher.ts';
import { openOwnSandbox } from '../../src/sandbox/own-sandbox.ts';

const policy: Policy = { demands: [], network: 'none', readable: ['/cvmfs'], limits: { temporaryBytes: 5_000_000 } };

/** Answers --help as bwrap does, of 0.8 or older, and otherwise fails with these words. */
function fakeBwrap({ help = '--disable-userns', words = '' } = {}): string {
  return `#!/bin/sh\n[ "$1" != --help ] || { echo "usage: bwrap ${help}"; exit 0; }\necho "bwrap: ${words}" >&2\nexit 1\n`;
}

async function wrap(change: Partial<Policy> = {}, help?: string) {
  const root = await tree({ 'bwrap*': fakeBwrap(help === undefined ? {} : { help }) });
  const box = bubblewrap({ file: join(root, 'bwrap') });
  const sandbox = await openOwnSandbox(join(root, 'sandbox'));
  await box.prepare();
  return { sandbox, words: box.wrap(['/bin/true', 'x'], { sandbox, policy: { ...policy, ...change } }) };
}

describe('bubblewrap', () => {
  it('unshares everything, dies with the pilot and forbids what it can', async () => {
    const { words } = await wrap();
    const demanded = ['--unshare-all', '--unshare-user', '--disable-userns', '--die-with-parent', '--new-session'];
    expect(words).toEqual(expect.arrayContaining([...demanded, '--cap-drop']));
    expect(words).not.toContain('--share-net');
    expect(words.slice(-3)).toEqual(['--', '/bin/true', 'x']);
  });

  it('shares the network only when the policy says so', async () => {
    expect((await wrap({ network: 'shared' })).words).toContain('--share-net');
  });

  it('does without what an older bwrap lacks', async () => {
    expect((await wrap({}, '--unshare-all')).words).not.toContain('--disable-userns');
  });

  it('lets only the sandbox be written, and mounts it over everything else', async () => {
    const { sandbox, words } = await wrap();
    const writable = words.flatMap((word, at) => (word === '--bind' ? [words[at + 1]] : []));
    expect(writable).toEqual([sandbox.work, sandbox.temporary, sandbox.home]);
    expect(words.indexOf('--bind')).toBeGreaterThan(words.lastIndexOf('--tmpfs'));
    expect(words.indexOf('--bind')).toBeGreaterThan(words.lastIndexOf('--ro-bind-try'));
    expect(words.slice(words.lastIndexOf('--bind') + 3)).toEqual([
      '--remount-ro',
      '/dev',
      '--remount-ro',
      '/',
      '--chdir',
      sandbox.work,
      '--',
      '/bin/true',
      'x',
    ]);
  });

  it('gives every temporary directory the size of the policy', async () => {
    const { words } = await wrap();
    const sized = words.flatMap((word, at) => (word === '--tmpfs' ? [words.slice(at - 2, at + 2).join(' ')] : []));
    expect(sized).toEqual(['/dev/shm', '/tmp', '/var/tmp'].map((path) => `--size 5000000 --tmpfs ${path}`));
  });

  it('shows nothing of /etc that is secret, and what the policy wants', async () => {
    const { words } = await wrap();
    const shown = words.flatMap((word, at) => (word.startsWith('--ro-bind') ? [words[at + 1] ?? ''] : []));
    expect(shown).toEqual(expect.arrayContaining(['/usr', '/etc/passwd', '/etc/ssl/certs', '/cvmfs']));
    expect(
      shown.filter((path) =>
        ['/', '/etc', '/etc/ssl', '/etc/grid-security', '/etc/shadow', '/home', '/root', '/var', '/run'].includes(path),
      ),
    ).toEqual([]);
  });

  it.each([
    [
      'No permissions to create new namespace, likely because the kernel does not allow non-privileged user namespaces.',
      'SINGULARITY_FAILED_USER_NAMESPACE',
    ],
    ["Can't bind mount /oldroot/x on /newroot/x: No such file or directory", 'SINGULARITY_BIND_POINT_FAILURE'],
    ['something new', 'SINGULARITY_GENERAL_FAILURE'],
  ])('fails as itself, not as the payload: %s', async (words, errorName) => {
    const root = await tree({ 'bwrap*': fakeBwrap({ words }) });
    const launcher = createLauncher({ box: bubblewrap({ file: join(root, 'bwrap') }) });
    const sandbox = await launcher.openSandbox(join(root, 'sandbox'));
    const payload = {
      sandbox,
      file: '/bin/true',
      args: [],
      env: {},
      stdout: join(sandbox.work, 'o'),
      stderr: join(sandbox.work, 'e'),
    };
    const running = launcher.launch(payload, policy);
    await expect(running.result).rejects.toMatchObject({ errorName, message: expect.stringContaining(words) });
    await expect(launcher.probe(policy, { directory: root, secrets: [] })).rejects.toMatchObject({ errorName });
  });

  it('says that it is missing', async () => {
    const launcher = createLauncher({ box: bubblewrap({ file: '/nonexistent/bwrap' }) });
    const root = await tree({});
    await expect(launcher.probe(policy, { directory: root, secrets: [] })).rejects.toMatchObject({
      errorName: 'SINGULARITY_NOT_INSTALLED',
      hint: 'For the site: install the package bubblewrap on the node',
    });
  });

  it('must be prepared before it is used', async () => {
    const sandbox = await openOwnSandbox(join(await tree({}), 'sandbox'));
    expect(() => bubblewrap().wrap([], { sandbox, policy })).toThrow(TypeError);
  });
});
