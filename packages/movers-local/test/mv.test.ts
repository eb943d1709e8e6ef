import { lstat, mkdtemp, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { silentLogger } from '@panda-pilot/core';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mv } from '../src/index.ts';
import { noTools } from './cp-fixture.ts';

const mover = mv.create(mv.parseOptions(undefined), noTools);
const options = { signal: new AbortController().signal, timeoutMs: 10_000, logger: silentLogger };

describe('mv', () => {
  it('links an input to where the batch system has put it', async () => {
    const [inputs, work] = [await tempDir(), await tempDir()];
    await writeFile(join(inputs, 'file'), 'content');
    const receipt = await mover.get(pathToFileURL(join(inputs, 'file')), join(work, 'file'), options);
    expect(receipt).toEqual({ mode: 'linked', bytes: 7 });
    expect(await readlink(join(work, 'file'))).toBe(join(inputs, 'file'));
  });

  it('gives an output a second name, which outlives the work directory', async () => {
    const [work, outputs] = [await tempDir(), await tempDir()];
    await writeFile(join(work, 'file'), 'content');
    const receipt = await mover.put(join(work, 'file'), pathToFileURL(join(outputs, 'a/file')), options);
    expect(receipt).toEqual({ mode: 'linked', bytes: 7 });
    expect((await stat(join(outputs, 'a/file'))).ino).toBe((await stat(join(work, 'file'))).ino);
  });

  it('copies what is a link in the work directory', async () => {
    const [work, outputs] = [await tempDir(), await tempDir()];
    await writeFile(join(work, 'real'), 'content');
    await symlink('real', join(work, 'file'));
    const receipt = await mover.put(join(work, 'file'), pathToFileURL(join(outputs, 'file')), options);
    expect(receipt).toMatchObject({ mode: 'copied', bytes: 7 });
    expect((await lstat(join(outputs, 'file'))).isFile()).toBe(true);
    expect(await readFile(join(outputs, 'file'), 'utf8')).toBe('content');
  });

  it('copies to another disk', async () => {
    const work = await mkdtemp('/dev/shm/panda-test-');
    onTestFinished(() => rm(work, { recursive: true }));
    const outputs = await tempDir();
    await writeFile(join(work, 'file'), 'content');
    expect(await mover.put(join(work, 'file'), pathToFileURL(join(outputs, 'file')), options)).toMatchObject({
      mode: 'copied',
      bytes: 7,
    });
  });
});
