import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { createGzipFile } from '../../src/log/gzip-file.ts';

describe('createGzipFile', () => {
  it('keeps every byte in order, though pieces are compressed at once; gzip and Node can read it', async () => {
    const path = join(await tempDir(), 'a.gz');
    const pieces = Array.from({ length: 12 }, () => Buffer.concat([randomBytes(500_000), Buffer.alloc(700_001)]));
    const file = await createGzipFile(path);
    const again = Buffer.alloc(1_200_001);
    for (const piece of pieces) {
      piece.copy(again);
      await file.write(again);
    }
    await file.end();
    const whole = Buffer.concat(pieces);
    expect(gunzipSync(readFileSync(path)).equals(whole)).toBe(true);
    expect(execFileSync('gzip', ['-dc', path], { maxBuffer: 2 * whole.length }).equals(whole)).toBe(true);
  });

  it('of nothing is an empty gzip file', async () => {
    const path = join(await tempDir(), 'a.gz');
    await (await createGzipFile(path)).end();
    expect(gunzipSync(readFileSync(path))).toHaveLength(0);
  });

  it('tells that the disk is full, and can be abandoned', async () => {
    const file = await createGzipFile('/dev/full');
    const writing = async (): Promise<void> => {
      for (let n = 0; n < 40; n += 1) await file.write(randomBytes(1_000_000));
      await file.end();
    };
    await expect(writing()).rejects.toThrow('ENOSPC');
    await file.abandon();
  });
});
