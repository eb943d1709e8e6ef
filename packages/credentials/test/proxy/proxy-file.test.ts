import { chmod, chown, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isPilotError } from '@panda-pilot/core';
import { onlyAsRoot, tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { readProxyFile } from '../../src/index.ts';
import { createGrid, namesOf } from './grid.ts';

const text = createGrid().user.delegate().file();

async function proxyFile(mode = 0o600, content = text): Promise<string> {
  const path = join(await tempDir(), 'x509up');
  await writeFile(path, content);
  await chmod(path, mode);
  return path;
}

describe('readProxyFile', () => {
  it.each([0o600, 0o400, 0o700])('finds nothing wrong with a file of mode %o', async (mode) => {
    expect((await readProxyFile(await proxyFile(mode))).findings).toEqual([]);
  });

  it.each([0o644, 0o640, 0o604, 0o620, 0o610])('names a file of mode %o', async (mode) => {
    const path = await proxyFile(mode);
    const { findings } = await readProxyFile(path);
    expect(findings).toEqual([
      {
        name: 'file-exposed',
        severity: 'refuse',
        particulars: `${path} has the mode 0${mode.toString(8)}: others than its owner have access`,
      },
    ]);
  });

  it('names a file of another user', async () => {
    const path = await proxyFile();
    expect(namesOf((await readProxyFile(path, { owner: 12_345 })).findings)).toEqual(['file-foreign']);
  });

  it.skipIf(onlyAsRoot())('names a file that another user owns', async () => {
    const path = await proxyFile();
    await chown(path, 12_345, 12_345);
    expect(namesOf((await readProxyFile(path)).findings)).toEqual(['file-foreign']);
    expect((await readProxyFile(path, { owner: 12_345 })).findings).toEqual([]);
  });

  it('follows a symbolic link: wrappers make them', async () => {
    const link = join(await tempDir(), 'link');
    await symlink(await proxyFile(), link);
    expect((await readProxyFile(link)).findings).toEqual([]);
  });
});

describe('a proxy file that', () => {
  const refusal = async (path: string): Promise<Error & { code: number; hint: string }> => {
    const error: unknown = await readProxyFile(path).catch((reason: unknown) => reason);
    if (isPilotError(error, 'NO_PROXY')) return error;
    throw error;
  };

  it('is missing is refused with its path', async () => {
    const path = join(await tempDir(), 'x509up');
    const error = await refusal(path);
    expect(error.code).toBe(1163);
    expect(error.message).toContain(`cannot read the proxy file ${path}: it does not exist`);
    expect(error.hint).toMatch(/voms-proxy-init .* X509_USER_PROXY/);
  });

  it('is a directory or a device is refused', async () => {
    const path = join(await tempDir(), 'x509up');
    await mkdir(path);
    expect((await refusal(path)).message).toContain('it is not a regular file');
    expect((await refusal('/dev/zero')).message).toContain('it is not a regular file');
    expect((await refusal(path)).hint).toContain('it must be a file');
  });

  it('is too large is refused', async () => {
    expect((await refusal(await proxyFile(0o600, ' '.repeat(1_000_000)))).message).toContain(
      'it has more than 262144 bytes',
    );
  });

  it('is cut is refused with its path', async () => {
    const path = await proxyFile(0o600, text.slice(0, -20));
    const { hint, message } = await refusal(path);
    expect(message).toContain(`the proxy file ${path} is damaged: the PEM block`);
    expect(hint).toContain('one key in PEM');
  });

  it.skipIf(process.getuid?.() === 0)('cannot be read is refused', async () => {
    expect((await refusal(await proxyFile(0o000))).message).toContain('permission denied');
  });
});
