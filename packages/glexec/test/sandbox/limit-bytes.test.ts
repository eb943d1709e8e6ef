import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { limitBytes } from '../../src/sandbox/limit-bytes.ts';

it('passes on what stays within the limit', async () => {
  expect(String(await buffer(Readable.from([Buffer.from('abc')]).pipe(limitBytes(3, 'x'))))).toBe('abc');
});

it('fails at the first byte too many', async () => {
  await expect(buffer(Readable.from([Buffer.from('abcd')]).pipe(limitBytes(3, 'x')))).rejects.toThrow(
    'x is larger than 3 bytes',
  );
});
