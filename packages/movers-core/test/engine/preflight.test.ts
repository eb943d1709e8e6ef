import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { freeSpaceOf, refuseInputs } from '../../src/engine/preflight.ts';
import type { StageInRequest } from '../../src/index.ts';

const roomy = { maxInputSizeMb: undefined, freeSpace: () => Promise.resolve(Number.POSITIVE_INFINITY) };

function input(destination: string, sizeBytes?: number): StageInRequest {
  return { file: { lfn: 'file', ...(sizeBytes === undefined ? {} : { sizeBytes }) }, replicas: [], destination };
}

describe('refuseInputs', () => {
  it('lets through what fits, and makes the directory for it', async () => {
    const directory = join(await tempDir(), 'a/b');
    expect(await refuseInputs([input(join(directory, 'file'), 10)], roomy)).toBeUndefined();
    expect((await stat(directory)).isDirectory()).toBe(true);
  });

  it('refuses inputs that are too large together', async () => {
    const directory = await tempDir();
    const half = input(join(directory, 'file'), 512 * 1024);
    expect(await refuseInputs([half, half], { ...roomy, maxInputSizeMb: 1 })).toBeUndefined();
    const refused = await refuseInputs([half, half, input(join(directory, 'f'), 1)], { ...roomy, maxInputSizeMb: 1 });
    expect(refused).toMatchObject({ errorName: 'SIZE_TOO_LARGE', code: 1168 });
    expect(refused?.message).toContain('3 inputs have 1048577 bytes, the queue allows 1 MB');
  });

  it('takes a limit of nothing for no limit', async () => {
    const directory = await tempDir();
    const request = input(join(directory, 'file'), 10 ** 12);
    expect(await refuseInputs([request], { ...roomy, maxInputSizeMb: 0 })).toBeUndefined();
  });

  it('refuses what the disk has no room for', async () => {
    const directory = await tempDir();
    const room = { ...roomy, freeSpace: () => Promise.resolve(99) };
    expect(await refuseInputs([input(join(directory, 'file'), 99)], room)).toBeUndefined();
    const refused = await refuseInputs([input(join(directory, 'file'), 100)], room);
    expect(refused).toMatchObject({ errorName: 'NO_LOCAL_SPACE', code: 1098 });
    expect(refused?.details).toEqual({ directory, freeBytes: 99, bytes: 100 });
  });

  it('counts a file of unknown size as nothing', async () => {
    const directory = await tempDir();
    const room = { maxInputSizeMb: 1, freeSpace: () => Promise.resolve(0) };
    expect(await refuseInputs([input(join(directory, 'file'))], room)).toBeUndefined();
  });

  it('refuses inputs for a directory that cannot be made', async () => {
    const directory = await tempDir();
    await writeFile(join(directory, 'file'), '');
    const refused = await refuseInputs([input(join(directory, 'file/below/it'), 1)], roomy);
    expect(refused).toMatchObject({ errorName: 'MKDIR', code: 1199 });
  });

  it('does not look at the disk for nothing', async () => {
    const room = { ...roomy, freeSpace: () => Promise.reject(new Error('asked')) };
    expect(await refuseInputs([], room)).toBeUndefined();
  });
});

describe('freeSpaceOf', () => {
  it('knows what is free', async () => {
    expect(await freeSpaceOf(await tempDir())).toBeGreaterThan(0);
  });
});
