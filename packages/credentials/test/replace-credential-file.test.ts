import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { replaceCredentialFile, secret } from '../src/index.ts';

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

describe('replaceCredentialFile', () => {
  it('makes a file that nobody else can read', async () => {
    const path = join(await tempDir(), 'x509up');
    await replaceCredentialFile(path, secret('hush'));
    expect(await readFile(path, 'utf8')).toBe('hush');
    expect(await modeOf(path)).toBe(0o600);
  });

  it('gives a file that others could read its right mode', async () => {
    const path = join(await tempDir(), 'x509up');
    await writeFile(path, 'old', { mode: 0o644 });
    await replaceCredentialFile(path, 'new');
    expect([await readFile(path, 'utf8'), await modeOf(path)]).toEqual(['new', 0o600]);
  });

  it('shows readers the old text or the new one, never a part', async () => {
    const directory = await tempDir();
    const path = join(directory, 'x509up');
    const texts = ['a', 'b'].map((letter) => letter.repeat(200_000));
    await replaceCredentialFile(path, texts[0] ?? '');
    for (let round = 1; round <= 20; round++) {
      const replaced = replaceCredentialFile(path, texts[round % 2] ?? '');
      const seen = await Promise.all([1, 2, 3, 4].map(() => readFile(path, 'utf8')));
      for (const text of seen) expect(texts).toContain(text);
      await replaced;
    }
    expect(await readdir(directory)).toEqual(['x509up']);
  });

  it('replaces a symbolic link and leaves what it led to alone', async () => {
    const directory = await tempDir();
    const target = join(directory, 'target');
    await writeFile(target, 'other');
    await symlink(target, join(directory, 'x509up'));
    await replaceCredentialFile(join(directory, 'x509up'), 'new');
    expect(await readFile(target, 'utf8')).toBe('other');
    expect(await readFile(join(directory, 'x509up'), 'utf8')).toBe('new');
  });

  it('leaves nothing behind when it fails', async () => {
    const directory = await tempDir();
    const path = join(directory, 'x509up');
    await expect(replaceCredentialFile(join(path, 'x'), 'new')).rejects.toMatchObject({ code: 'ENOENT' });
    await mkdir(join(path, 'full'), { recursive: true });
    await expect(replaceCredentialFile(path, 'new')).rejects.toThrow(/EISDIR|ENOTEMPTY/);
    expect(await readdir(directory)).toEqual(['x509up']);
  });
});
