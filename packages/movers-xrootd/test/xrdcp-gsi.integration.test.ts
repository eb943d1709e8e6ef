import { readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import type { Mover } from '@panda-pilot/movers-core';
import { needsXrootd, tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { xrdcp } from '../src/index.ts';
import { engineOf, openProxy, sizeOf, toolsAt, useGsiServer } from './xrootd-fixture.ts';

const { signal } = new AbortController();
const options = { signal, timeoutMs: 60_000, logger: silentLogger };

describe.skipIf(needsXrootd())('xrdcp with a real server that wants GSI', () => {
  const { server, credentials } = useGsiServer();
  const moverAs = (proxy = credentials().proxy): Mover => {
    const environment = { ...credentials().environment, X509_USER_PROXY: proxy };
    return xrdcp.create(xrdcp.parseOptions({}), toolsAt(server(), { environment }));
  };
  const url = (path: string, port = 1094): URL => new URL(`root://localhost:${port}//${path}`);

  it('is refused without a proxy, with one that is over, and with that of a stranger', async () => {
    await server().plant('file', Buffer.from('content'));
    const expired = await credentials().writeProxy('expired.pem', { notAfter: new Date(Date.now() - 1000) });
    const stranger = await credentials().writeProxy('stranger.pem', { subject: '/DC=test/DC=grid/CN=Somebody Else' });
    const directory = await tempDir();
    for (const proxy of ['/nonexistent', expired, stranger]) {
      const get = moverAs(proxy).get(url('file'), join(directory, 'copy'), options);
      await expect(get).rejects.toMatchObject({ kind: 'denied' });
    }
    expect(await readdir(directory)).toEqual([]);
    expect(await moverAs().get(url('file'), join(directory, 'copy'), options)).toMatchObject({ bytes: 7 });
  });

  it('moves many files by one login, and answers every question', async () => {
    const directory = await tree({ a: 'content a', b: 'content b' });
    const mover = moverAs();
    const files = ['a', 'b', 'missing'].map((name) => ({
      name,
      source: join(directory, name),
      url: url(`many/${name}`),
    }));
    const puts = await mover.putMany?.(
      files.map(({ source, url: destination }) => ({ source, destination })),
      options,
    );
    expect(puts?.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    const wanted = files.map(({ url: source, name }) => ({ source, destination: join(directory, `${name}.copy`) }));
    const gets = await mover.getMany?.(wanted, options);
    expect(gets?.map((one) => (one.status === 'fulfilled' ? one.value.bytes : one.reason.kind))).toEqual([
      9,
      9,
      'not-found',
    ]);
    await expect(mover.put(join(directory, 'a'), url('many/b'), options)).rejects.toMatchObject({ kind: 'exists' });
    expect(await mover.stat(url('many/a'), options)).toEqual({ size: 9 });
    await mover.remove(url('many/a'), options);
    await expect(mover.stat(url('many/a'), options)).rejects.toMatchObject({ kind: 'not-found' });
    expect(await mover.freeSpace?.(url(''), options)).toBeGreaterThan(0);
  });

  it('stops in the middle, and leaves nothing', async () => {
    await server().plant('long', new Uint8Array());
    await truncate(join(server().root, 'long'), 2 ** 33);
    const directory = await tempDir();
    const stopper = new AbortController();
    const get = moverAs().get(url('long'), join(directory, 'copy'), { ...options, signal: stopper.signal });
    const stopped = expect(get).rejects.toThrow('stop');
    await expect.poll(() => sizeOf(join(directory, 'copy')), { interval: 5 }).toBeGreaterThan(0);
    stopper.abort(new Error('stop'));
    await stopped;
    expect(await readdir(directory)).toEqual([]);
  });

  it('catches a byte that turns on the wire, in either direction', async () => {
    const content = `${'x'.repeat(5000)}<intact>${'y'.repeat(5000)}`;
    const engine = engineOf(moverAs());
    await openProxy(server(), 2001);
    await server().plant('wire/input', Buffer.from(content));
    const directory = await tempDir();
    const checksum = await moverAs().checksum(url('wire/input'), 'adler32', options);
    const file = { lfn: 'input', sizeBytes: content.length, checksum };
    const input = { file, replicas: [url('wire/input', 2001)], destination: join(directory, 'input') };
    const [fetched] = await engine.stageIn([input], { signal });
    expect(fetched).toMatchObject({ kind: 'failed', error: { errorName: 'GET_AD_MISMATCH' } });
    expect(await readdir(directory)).toEqual([]);

    const source = join(directory, 'output');
    await writeFile(source, content);
    const output = { file: { lfn: 'output', guid: 'G', optional: false }, source, role: 'output' } as const;
    const [stored] = await engine.stageOut([{ ...output, destination: url('wire/output', 2001) }], { signal });
    expect(stored).toMatchObject({ kind: 'failed', error: { errorName: 'PUT_AD_MISMATCH' } });
    expect(await readdir(join(server().root, 'wire'))).toEqual(['input']);
  });
});
