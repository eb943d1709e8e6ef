import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseQueuedata, silentLogger } from '@panda-pilot/core';
import { checksumOfFile, createTransferEngine, type Mover } from '@panda-pilot/movers-core';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { presignedUrl, s3 } from '../src/index.ts';
import { keys, openStore } from './s3-fixture.ts';

const { signal } = new AbortController();
const options = { signal, timeoutMs: 30_000, logger: silentLogger };

async function sourceOf(bytes: number): Promise<string> {
  const path = join(await tempDir(), 'source');
  await writeFile(path, Buffer.alloc(bytes, 'some content '));
  return path;
}

describe('s3 against a store', () => {
  it('knows the keys of a file, and tells when they are wrong or cannot be had', async () => {
    const store = await openStore();
    const source = await sourceOf(10);
    const credentialsFile = join(await tempDir(), 'credentials');
    const text = '[other]\naws_access_key_id = no\n[grid]\naws_access_key_id=S3RVER\naws_secret_access_key = S3RVER\n';
    await writeFile(credentialsFile, text);
    const byFile = store.mover({ credentialsFile, profile: 'grid' }, {});
    await byFile.put(source, store.url('file'), options);
    expect(await byFile.stat(store.url('file'), options)).toMatchObject({ size: 10 });
    for (const mover of [
      store.mover({}, { ...keys, AWS_SECRET_ACCESS_KEY: 'wrong' }),
      store.mover({ credentialsFile, profile: 'missing' }, {}),
      store.mover({ credentialsFile: '/nonexistent' }, keys),
    ]) {
      await expect(mover.put(source, store.url('other'), options)).rejects.toMatchObject({ kind: 'denied' });
    }
  });

  it('finds buckets by an endpoint', async () => {
    const store = await openStore();
    const source = await sourceOf(10);
    const mover = store.mover({ endpoint: `http://127.0.0.1:${store.port}` });
    await mover.put(source, new URL('s3://bucket/dir/file'), options);
    expect(await store.mover().stat(store.url('dir/file'), options)).toMatchObject({ size: 10 });
    await expect(mover.put(source, new URL('s3://nobody/file'), options)).rejects.toMatchObject({ kind: 'not-found' });
    for (const nothing of ['s3://bucket', 's3://bucket/', 's3://bucket/dir/']) {
      await expect(mover.stat(new URL(nothing), options)).rejects.toMatchObject({ kind: 'unsupported' });
    }
  });

  it('lets anybody fetch and store by a presigned URL', async () => {
    const store = await openStore();
    const mover = store.mover();
    await mover.put(await sourceOf(10), store.url('file'), options);
    const settings = s3.parseOptions({ tls: 'off' });
    const presigning = { expiresSeconds: 60, env: keys };
    const get = await presignedUrl(store.url('file'), { method: 'GET', ...presigning }, settings);
    expect(await (await fetch(get)).text()).toBe('some conte');
    const put = await presignedUrl(store.url('new'), { method: 'PUT', ...presigning }, settings);
    expect((await fetch(put, { method: 'PUT', body: 'x' })).status).toBe(200);
    expect(await mover.stat(store.url('new'), options)).toMatchObject({ size: 1 });
  });

  it('stores in parts what is large, and fetches it whole', async () => {
    const store = await openStore();
    const source = await sourceOf(11 * 2 ** 20);
    const mover = store.mover({ partMebibytes: 5 });
    expect(await mover.put(source, store.url('file'), options)).toMatchObject({ bytes: 11 * 2 ** 20 });
    const copy = join(await tempDir(), 'copy');
    const { checksum } = await mover.get(store.url('file'), copy, options);
    expect(checksum).toEqual(await checksumOfFile(source, 'md5', signal));
  });

  describe('on a bad line', () => {
    const engineOf = (mover: Mover) =>
      createTransferEngine({
        movers: () => Promise.resolve(mover),
        queuedata: parseQueuedata(JSON.stringify({ nickname: 'Q', copytool: 's3', stageinretry: 1, stageoutretry: 1 })),
        logger: silentLogger,
        onEvent: () => undefined,
      });

    it.each([['whole', 1_000_000, {}] as const, ['in parts', 11 * 2 ** 20, { partMebibytes: 5 }] as const])(
      'a byte that changed on the way out is caught by the store (%s)',
      async (_, bytes, settings) => {
        const store = await openStore();
        const source = await sourceOf(bytes);
        store.gateway.treat({ damage: { from: 'client', at: 500_000 } });
        const file = { lfn: 'output', guid: '0F1E2D3C-0000-4A5B-8C7D-112233445566', optional: false };
        const request = { file, source, destination: store.url('output'), role: 'output' } as const;
        const [outcome] = await engineOf(store.mover(settings)).stageOut([request], { signal });
        expect(outcome).toMatchObject({
          kind: 'failed',
          error: { errorName: expect.stringMatching(/^PUT_(AD|MD5)_MISMATCH$/) },
        });
        expect(await store.list()).toEqual([]);
      },
    );

    it('a byte that changed on the way in is caught', async () => {
      const store = await openStore();
      const source = await sourceOf(1_000_000);
      await store.mover().put(source, store.url('file'), options);
      store.gateway.treat({ damage: { from: 'server', at: 500_000 } });
      const checksum = await checksumOfFile(source, 'adler32', signal);
      const destination = join(await tempDir(), 'input');
      const request = {
        file: { lfn: 'file', sizeBytes: 1_000_000, checksum },
        replicas: [store.url('file')],
        destination,
      };
      const [outcome] = await engineOf(store.mover()).stageIn([request], { signal });
      expect(outcome).toMatchObject({ kind: 'failed', error: { errorName: 'GET_AD_MISMATCH' } });
      expect(await readdir(join(destination, '..'))).toEqual([]);
    });

    it('a download that is cut goes on where it was', async () => {
      const store = await openStore();
      const source = await sourceOf(3_000_000);
      await store.mover().put(source, store.url('file'), options);
      store.gateway.treat({ cut: { from: 'server', after: 1_000_000 }, times: 1 });
      const copy = join(await tempDir(), 'copy');
      await store.mover().get(store.url('file'), copy, options);
      expect(Buffer.compare(await readFile(copy), await readFile(source))).toBe(0);
    });
  });
});
