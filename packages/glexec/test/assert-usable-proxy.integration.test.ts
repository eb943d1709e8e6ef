import { chmod, chown, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onlyAsRoot, tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { assertUsableProxy } from '../src/assert-usable-proxy.ts';
import { toolsMissing } from './lab/required-tools.ts';
import { writeProxy } from './lab/write-proxy.ts';

const day = 86_400_000;

describe.skipIf(toolsMissing('openssl'))('a proxy for gLExec', () => {
  const proxy = async (): Promise<string> => {
    const path = join(await tempDir(), 'proxy');
    await writeProxy(path);
    return path;
  };

  it('is usable as it comes', async () => {
    await assertUsableProxy(await proxy(), Date.now());
  });

  it('must not be expired', async () => {
    const checking = assertUsableProxy(await proxy(), Date.now() + 2 * day);
    await expect(checking).rejects.toMatchObject({
      errorName: 'GLEXEC_FAILED',
      message: expect.stringContaining('expired'),
    });
  });

  it.each([0o640, 0o604, 0o4600])('must be private: mode %o', async (mode) => {
    const path = await proxy();
    await chmod(path, mode);
    await expect(assertUsableProxy(path, Date.now())).rejects.toThrow('can be read by others');
  });

  it('must be a file, not a link to one', async () => {
    const path = await proxy();
    await symlink(path, `${path}.link`);
    await expect(assertUsableProxy(`${path}.link`, Date.now())).rejects.toMatchObject({ errorName: 'NO_PROXY' });
  });

  it('must exist, under an absolute path', async () => {
    await expect(assertUsableProxy('/nonexistent', Date.now())).rejects.toMatchObject({ errorName: 'NO_PROXY' });
    await expect(assertUsableProxy('proxy', Date.now())).rejects.toThrow('is no absolute path');
  });

  it('must hold a certificate and a key', async () => {
    const path = await proxy();
    const certificate = await readFile(`${path}.pem`, 'utf8');
    const key = await readFile(`${path}.key`, 'utf8');
    await writeFile(path, certificate);
    await expect(assertUsableProxy(path, Date.now())).rejects.toThrow('holds no private key');
    await writeFile(path, key);
    await expect(assertUsableProxy(path, Date.now())).rejects.toThrow('holds no certificate');
    await writeFile(path, `-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n${key}`);
    await expect(assertUsableProxy(path, Date.now())).rejects.toThrow('holds something that is no certificate');
  });

  it.skipIf(onlyAsRoot())("must be the pilot's", async () => {
    const path = await proxy();
    await chown(path, 61_003, 61_003);
    await expect(assertUsableProxy(path, Date.now())).rejects.toThrow('belongs to uid 61003');
  });
});
