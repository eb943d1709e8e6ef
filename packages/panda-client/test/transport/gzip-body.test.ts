import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { gzipBody } from '../../src/transport/gzip-body.ts';

it('is gzip of UTF-8', async () => {
  expect(gunzipSync(await gzipBody('é'.repeat(1000))).toString('utf8')).toBe('é'.repeat(1000));
});
