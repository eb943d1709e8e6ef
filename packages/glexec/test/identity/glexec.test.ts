import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestAuthority, tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { glexec } from '../../src/identity/glexec.ts';

const user = createTestAuthority().issue('/DC=test/DC=grid/CN=Jane Doe');
const hourMs = 3_600_000;

async function identity(text: string, { mode = 0o600, now = Date.now() } = {}) {
  const root = await tree({ 'glexec*': '' });
  const proxy = join(root, 'proxy');
  await writeFile(proxy, text);
  await chmod(proxy, mode);
  return glexec({ file: join(root, 'glexec'), proxy, label: 'PandaID 7', now: () => now, random: () => 0 });
}

describe('gLExec', () => {
  it('is told everything by variables, and nothing else', async () => {
    const switching = await identity(user.delegate().file());
    await switching.prepare();
    const { file, args, env } = switching.entry(['/bin/sh', '-c', 'x']);
    expect(file).toMatch(/\/glexec$/);
    expect(args.slice(1)).toEqual(['/bin/sh', '-c', 'x']);
    const { GLEXEC_CLIENT_CERT: proxy, ...rest } = env;
    expect(proxy).toMatch(/\/proxy$/);
    expect(rest).toEqual({ GLEXEC_SOURCE_PROXY: proxy, GLEXEC_TARGET_PROXY: '/dev/null', GLEXEC_ID: 'PandaID 7' });
  });

  it('gets commands without a symbolic link in their path', async () => {
    const switching = await identity(user.delegate().file());
    await switching.prepare();
    expect(switching.entry(['x']).args[0]).toMatch(/^\/usr\/bin\/[a-z]+$/);
  });

  it('is asked again after pauses that differ from pilot to pilot', async () => {
    const text = user.delegate().file();
    const root = await tree({ proxy: text });
    const pauses = (random: number) =>
      glexec({ file: '/x', proxy: join(root, 'proxy'), random: () => random }).backOffMs;
    expect(pauses(0)).toEqual([500, 1000, 2000]);
    expect(pauses(1)).toEqual([1500, 3000, 6000]);
  });

  it.each([
    ['has expired', user.delegate().file(), { now: Date.now() + 200 * hourMs }, 'CERTIFICATE_HAS_EXPIRED'],
    ['can be read by others', user.delegate().file(), { mode: 0o640 }, 'NO_PROXY'],
    ['lacks its key', user.delegate().file({ key: 'none' }), {}, 'NO_PROXY'],
    ['has another key', user.delegate().file({ key: user.privateKey }), {}, 'NO_PROXY'],
    ['is damaged', user.delegate().file().slice(0, 900), {}, 'NO_PROXY'],
    ['is empty', '', {}, 'NO_PROXY'],
  ])('is not called for a proxy that %s', async (_flaw, text, options, errorName) => {
    await expect((await identity(text, options)).prepare()).rejects.toMatchObject({ errorName });
  });

  it("takes a user's own certificate, as the real one does", async () => {
    await (await identity(user.file())).prepare();
  });

  it('is not called for a proxy that is missing, and takes no relative path', async () => {
    const root = await tree({ 'glexec*': '' });
    const file = join(root, 'glexec');
    await expect(glexec({ file, proxy: join(root, 'none') }).prepare()).rejects.toMatchObject({
      errorName: 'NO_PROXY',
    });
    expect(() => glexec({ file, proxy: 'proxy' })).toThrow(TypeError);
  });

  it('says that it is missing', async () => {
    const proxy = join(await tempDir(), 'proxy');
    await expect(glexec({ file: '/nonexistent', proxy }).prepare()).rejects.toMatchObject({
      errorName: 'GLEXEC_FAILED',
      hint: expect.stringContaining('OSG_GLEXEC_LOCATION'),
    });
  });
});
