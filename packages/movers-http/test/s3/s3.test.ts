import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { scriptedServer, tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { s3 } from '../../src/index.ts';
import { etagOfParts, md5In, requireSent } from '../../src/s3/etag.ts';
import { partsOf } from '../../src/s3/multipart.ts';
import { objectUrl } from '../../src/s3/s3-place.ts';
import { toolsWith } from '../http-fixture.ts';

describe('where an object is', () => {
  it.each([
    ['s3://s3.cern.ch:443/bucket/dir/file', {}, 'https://s3.cern.ch/bucket/dir/file'],
    ['s3://host:9000/bucket/a+b%20c%25d!', { tls: 'off' }, 'http://host:9000/bucket/a%2Bb%20c%25d%21'],
    ['s3s://host/bucket/a#b', { tls: 'off' }, 'https://host/bucket/a%23b'],
    ['s3://bucket/dir/file', { endpoint: 'https://store.org' }, 'https://store.org/bucket/dir/file'],
    ['s3://bucket/dir/file', { endpoint: 'https://store.org/', style: 'virtual' }, 'https://bucket.store.org/dir/file'],
  ])('%s %j', (surl, settings, expected) => {
    expect(objectUrl(new URL(surl), s3.parseOptions(settings)).href).toBe(expected);
  });

  it.each([
    [{ endpoint: 'store.org' }, 'endpoint is "store.org"'],
    [{ partMebibytes: 4 }, 'partMebibytes is 4, it must be a whole number from 5 to 5120'],
    [{ etag: 'sha1' }, 'etag is "sha1", it must be "md5" or "opaque"'],
  ])('is not told by %j', (raw, words) => {
    expect(() => s3.parseOptions(raw)).toThrow(words);
  });
});

describe('an ETag', () => {
  const md5 = '939ee55a36872cb4222e09cced62a7b5';

  it('is an md5 only of what came whole, and without a key of its own', () => {
    expect(md5In({ etag: `"${md5.toUpperCase()}"` })).toEqual({ algorithm: 'md5', value: md5 });
    expect(md5In({ etag: `"${md5}"`, 'x-amz-server-side-encryption': 'AES256' })).toBeDefined();
    for (const headers of [
      {},
      { etag: `"${md5}-3"` },
      { etag: `W/"${md5}"` },
      { etag: `"${md5}"`, 'x-amz-server-side-encryption': 'aws:kms' },
      { etag: `"${md5}"`, 'x-amz-server-side-encryption-customer-algorithm': 'AES256' },
    ]) {
      expect(md5In(headers)).toBeUndefined();
    }
  });

  it('tells that something else has arrived', () => {
    const url = new URL('https://store.org/bucket/file');
    const sent = { algorithm: 'md5', value: '0'.repeat(32) } as const;
    expect(() => requireSent({ etag: `"${md5}"` }, sent, url)).toThrow(
      expect.objectContaining({ kind: 'checksum-mismatch' }),
    );
    expect(() => requireSent({ etag: `"${md5}-1"` }, sent, url)).not.toThrow();
  });

  it('of parts is the md5 of their md5s', () => {
    // printf 'a' | md5sum and printf 'b' | md5sum, joined as bytes, summed again.
    const parts = ['0cc175b9c0f1b6a831c399e269772661', '92eb5ffee6ae2fec3ad71c777531578f'];
    expect(etagOfParts(parts)).toBe('96e024ba2074fe77e8e965ba43a704be-2');
  });
});

describe('an object', () => {
  const call = { signal: new AbortController().signal, timeoutMs: 8_000, logger: silentLogger };

  it('is neither part of itself nor of a size that nobody told', async () => {
    const { port } = await scriptedServer({
      answers: [{ status: 206, body: 'part' }, { headers: { 'transfer-encoding': 'chunked' } }],
    });
    const mover = s3.create(s3.parseOptions({ tls: 'off' }), toolsWith());
    const url = new URL(`s3://127.0.0.1:${port}/bucket/file`);
    const directory = await tempDir();
    await expect(mover.get(url, join(directory, 'copy'), call)).rejects.toMatchObject({ kind: 'other' });
    expect(await readdir(directory)).toEqual([]);
    await expect(mover.stat(url, call)).rejects.toMatchObject({ kind: 'unsupported' });
  });
});

describe('the parts of a file', () => {
  it('are put together by the names that the store has for them', async () => {
    const server = await scriptedServer({
      answers: [
        { body: '<R><UploadId>7</UploadId></R>' },
        { headers: { etag: '"0123456789abcdef0123456789abcdef"' } },
        { headers: { etag: '"second"' } },
        { body: '<R><ETag>"0123456789abcdef0123456789abcdef-2"</ETag></R>' },
      ],
    });
    const source = join(await tempDir(), 'source');
    await writeFile(source, Buffer.alloc(5 * 2 ** 20 + 1));
    const mover = s3.create(
      s3.parseOptions({ tls: 'off', etag: 'opaque', partMebibytes: 5, parallel: 1 }),
      toolsWith(),
    );
    const url = new URL(`s3://127.0.0.1:${server.port}/bucket/file`);
    const call = { signal: new AbortController().signal, timeoutMs: 8_000, logger: silentLogger };
    expect(await mover.put(source, url, call)).toEqual({ mode: 'copied', bytes: 5 * 2 ** 20 + 1 });
    const named = server.requests.at(-1)?.body.matchAll(/<ETag>(.*?)<\/ETag>/g) ?? [];
    expect([...named].map(([, etag]) => etag)).toEqual(['"0123456789abcdef0123456789abcdef"', '"second"']);
  });

  it('are of one size but for the last, and no more than S3 takes', () => {
    expect(partsOf(11, 5)).toEqual([
      { number: 1, start: 0, bytes: 5 },
      { number: 2, start: 5, bytes: 5 },
      { number: 3, start: 10, bytes: 1 },
    ]);
    const many = partsOf(5 * 2 ** 40, 5 * 2 ** 20);
    expect(many.length).toBeLessThanOrEqual(10_000);
    expect(many.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(5 * 2 ** 40);
  });
});
