import type { Checksum, ChecksumAlgorithm } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { requireSameSize, verify } from '../../src/verify/verify.ts';
import type { Witness } from '../../src/verify/witness.ts';

/** Somebody who knows these things, and notes what he was asked. */
function witness(knows: { size?: number; adler32?: string; md5?: string }): Witness & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    size: async () => {
      asked.push('size');
      return knows.size;
    },
    checksum: async (algorithm: ChecksumAlgorithm): Promise<Checksum | undefined> => {
      asked.push(algorithm);
      const value = algorithm === 'crc32c' ? undefined : knows[algorithm];
      return value === undefined ? undefined : { algorithm, value };
    },
  };
}

const md5 = 'd41d8cd98f00b204e9800998ecf8427e';

describe('verify', () => {
  it('is content with the first checksum that both sides know, and asks nothing more', async () => {
    const truth = witness({ size: 1, adler32: '00620062', md5 });
    const copy = witness({ size: 2, adler32: '00620062', md5: 'other' });
    expect(await verify({ truth, copy, file: 'f' }, ['adler32', 'md5'])).toBe('checksum');
    expect([...truth.asked, ...copy.asked]).toEqual(['adler32', 'adler32']);
  });

  it('goes down to the second kind of checksum', async () => {
    const truth = witness({ adler32: '00620062', md5 });
    const copy = witness({ md5 });
    expect(await verify({ truth, copy, file: 'f' }, ['crc32c', 'adler32', 'md5'])).toBe('checksum');
    // Nobody reads a file for a checksum that there is nothing to compare with.
    expect(copy.asked).not.toContain('crc32c');
  });

  it('goes down to the size', async () => {
    expect(await verify({ truth: witness({ size: 5 }), copy: witness({ size: 5, md5 }), file: 'f' }, ['md5'])).toBe(
      'size',
    );
  });

  it('does not call it verified when nothing can be compared', async () => {
    const one = { truth: witness({ size: 5, md5 }), copy: witness({ adler32: '00620062' }), file: 'f' };
    expect(await verify(one, ['md5', 'adler32'])).toBeUndefined();
  });

  it('rejects when checksums differ, whatever the sizes say', async () => {
    const accounts = { truth: witness({ size: 5, md5 }), copy: witness({ size: 5, md5: 'other' }), file: 'the file' };
    await expect(verify(accounts, ['md5'])).rejects.toMatchObject({
      kind: 'checksum-mismatch',
      algorithm: 'md5',
      file: 'the file',
      message: `md5 other instead of ${md5}`,
    });
  });

  it('rejects when sizes differ', async () => {
    const accounts = { truth: witness({ size: 5 }), copy: witness({ size: 4 }), file: 'f' };
    await expect(verify(accounts, [])).rejects.toMatchObject({
      kind: 'size-mismatch',
      message: '4 bytes instead of 5',
    });
    await expect(requireSameSize(accounts)).rejects.toMatchObject({ kind: 'size-mismatch' });
  });
});
