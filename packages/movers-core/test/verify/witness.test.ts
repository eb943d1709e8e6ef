import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { MoverError } from '../../src/index.ts';
import { givenWitness, either, localWitness, storageWitness } from '../../src/verify/witness.ts';

const { signal } = new AbortController();
const adler32 = { algorithm: 'adler32', value: '00620062' } as const;

describe('givenWitness', () => {
  it('knows what the job says, and nothing else', async () => {
    const witness = givenWitness({ sizeBytes: 1, checksum: adler32 });
    expect(await witness.size()).toBe(1);
    expect(await witness.checksum('adler32')).toEqual(adler32);
    expect(await witness.checksum('md5')).toBeUndefined();
    expect(await givenWitness({}).size()).toBeUndefined();
  });
});

describe('localWitness', () => {
  it('reads the file, and what it was told it does not read', async () => {
    const path = join(await tempDir(), 'file');
    await writeFile(path, 'a');
    const told = { algorithm: 'adler32', value: 'deadbeef' } as const;
    expect(await localWitness(path, signal).adler32()).toEqual(adler32);
    expect(await localWitness(path, signal, told).adler32()).toEqual(told);
    expect(await localWitness(path, signal, told).size()).toBe(1);
    expect(await localWitness(path, signal).checksum('crc32c')).toEqual({ algorithm: 'crc32c', value: 'c1d04330' });
  });

  it('rejects with a MoverError when the file is gone', async () => {
    const witness = localWitness(join(await tempDir(), 'none'), signal);
    await expect(witness.size()).rejects.toMatchObject({ kind: 'not-found' });
    await expect(witness.adler32()).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('storageWitness', () => {
  const reject = (kind: 'unsupported' | 'network') => () => Promise.reject(new MoverError('no', { kind, file: 'f' }));

  it('knows nothing where the storage supports no such question', async () => {
    const witness = storageWitness({ size: reject('unsupported'), checksum: reject('unsupported') });
    expect(await witness.size()).toBeUndefined();
    expect(await witness.checksum('adler32')).toBeUndefined();
  });

  it('does not hide any other error', async () => {
    const witness = storageWitness({ size: reject('network'), checksum: reject('network') });
    await expect(witness.size()).rejects.toMatchObject({ kind: 'network' });
    await expect(witness.checksum('md5')).rejects.toMatchObject({ kind: 'network' });
  });
});

describe('either', () => {
  it('asks the second only for what the first does not know', async () => {
    const asked: string[] = [];
    const second = storageWitness({
      size: async () => asked.push('size'),
      checksum: async (algorithm) => {
        asked.push(algorithm);
        return { algorithm, value: 'x' };
      },
    });
    const witness = either(givenWitness({ sizeBytes: 7, checksum: adler32 }), second);
    expect(await witness.size()).toBe(7);
    expect(await witness.checksum('adler32')).toEqual(adler32);
    expect(asked).toEqual([]);
    await witness.checksum('md5');
    expect(asked).toEqual(['md5']);
  });
});
