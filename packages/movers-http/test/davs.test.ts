import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { type ScriptedAnswer, scriptedServer, tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { davs } from '../src/index.ts';
import { toolsWith } from './http-fixture.ts';

const options = { signal: new AbortController().signal, timeoutMs: 10_000, logger: silentLogger };

async function open(answers: readonly ScriptedAnswer[], settings: Record<string, unknown> = {}) {
  const server = await scriptedServer({ answers });
  const directory = await tempDir();
  const mover = davs.create(davs.parseOptions({ credential: 'none', ...settings }), toolsWith());
  const source = join(directory, 'source');
  await writeFile(source, 'content');
  return { server, directory, mover, source, copy: join(directory, 'copy'), url: new URL(`${server.url}/dir/file`) };
}

const head = (length: number): string => `HTTP/1.1 200 OK\r\nETag: "v1"\r\nContent-Length: ${length}\r\n\r\n`;

describe('a download', () => {
  it('goes on where the connection was cut, with the same file', async () => {
    const rest = { status: 206, headers: { 'content-range': 'bytes 5-9/10' }, body: '-rest' };
    const { server, mover, url, copy } = await open([{ raw: `${head(10)}begin` }, rest]);
    const receipt = await mover.get(url, copy, options);
    expect(receipt).toEqual({ mode: 'copied', bytes: 10, checksum: { algorithm: 'adler32', value: '154803f1' } });
    expect(await readFile(copy, 'utf8')).toBe('begin-rest');
    expect(server.requests[1]?.headers).toMatchObject({ range: 'bytes=5-9', 'if-range': '"v1"' });
  });

  it.each([
    ['begins again', { body: 'begin-rest' }],
    ['gives another part', { status: 206, headers: { 'content-range': 'bytes 4-9/10' }, body: 'n-rest' }],
    ['has another file by then', { status: 206, headers: { 'content-range': 'bytes 5-10/11' }, body: '-other' }],
    ['has none any more', { status: 404 }],
    ['is cut again at once', { raw: '' }],
  ] as const)('fails when the server %s', async (_, second) => {
    const { directory, mover, url, copy } = await open([{ raw: `${head(10)}begin` }, second]);
    await expect(mover.get(url, copy, options)).rejects.toMatchObject({ kind: 'network' });
    expect(await readdir(directory)).toEqual(['source']);
  });

  it('that stalls has failed after a while', async () => {
    const { directory, mover, url, copy } = await open([{ hang: true }], { stallSeconds: 1 });
    const get = mover.get(url, copy, options);
    await expect(get).rejects.toMatchObject({ kind: 'timed-out', message: expect.stringContaining('no byte for 1 s') });
    expect(await readdir(directory)).toEqual(['source']);
  });

  it('takes no web page for a file, whether it calls itself one or not', async () => {
    const page = '\n<!DOCTYPE html><html><form>password</form></html>';
    for (const answer of [{ headers: { 'content-type': 'text/html; charset=utf-8' }, body: page }, { body: page }]) {
      const { directory, mover, url, copy } = await open([answer]);
      const get = mover.get(url, copy, options);
      await expect(get).rejects.toMatchObject({ kind: 'denied', message: expect.stringContaining('a web page') });
      expect(await readdir(directory)).toEqual(['source']);
      const named = await open([answer]);
      await expect(named.mover.get(new URL(`${named.url.href}.html`), named.copy, options)).resolves.toBeDefined();
    }
  });

  it.each([
    { status: 204 },
    { status: 206, headers: { 'content-range': 'bytes 0-4/10' }, body: 'begin' },
    { status: 202, body: 'come again' },
  ])('takes no %j for a file', async (answer) => {
    const { directory, mover, url, copy } = await open([answer]);
    await expect(mover.get(url, copy, options)).rejects.toMatchObject({ kind: 'other' });
    expect(await readdir(directory)).toEqual(['source']);
  });

  it('does not begin when the storage offers another size than is expected', async () => {
    const { directory, mover, url, copy } = await open([{ headers: { 'content-length': '7' }, body: 'content' }]);
    const get = mover.get(url, copy, { ...options, expected: { size: 8 } });
    await expect(get).rejects.toMatchObject({ kind: 'size-mismatch' });
    expect(await readdir(directory)).toEqual(['source']);
  });

  it('does not touch a file that is there', async () => {
    const { server, mover, url, source } = await open([{ body: 'other' }]);
    await expect(mover.get(url, source, options)).rejects.toMatchObject({ kind: 'exists' });
    expect(await readFile(source, 'utf8')).toBe('content');
    expect(server.requests).toEqual([]);
  });
});

describe('an upload', () => {
  it('is sent whole, in the case that XrdHttp reads', async () => {
    const { server, mover, source, url } = await open([{ status: 201 }]);
    await mover.put(source, url, options);
    expect(server.requests).toMatchObject([
      { verb: 'PUT', path: '/dir/file', body: 'content', headers: { 'content-length': '7' } },
    ]);
  });

  it('goes to where the server points', async () => {
    const pool = await scriptedServer({ answers: [{ status: 201 }] });
    const location = `${pool.url}/pool/file?token=x`;
    const { mover, source, url } = await open([{ status: 307, headers: { location } }]);
    expect(await mover.put(source, url, options)).toMatchObject({ bytes: 7 });
    expect(pool.requests).toMatchObject([{ verb: 'PUT', path: '/pool/file', body: 'content' }]);
  });

  it('makes the directory when the server misses it', async () => {
    const { server, mover, source, url } = await open([{ status: 409 }, { status: 201 }, { status: 201 }]);
    await mover.put(source, url, options);
    expect(server.requests.map(({ verb, path }) => `${verb} ${path}`)).toEqual([
      'PUT /dir/file',
      'MKCOL /dir/',
      'PUT /dir/file',
    ]);
  });

  it('in parts leaves no part when the rename is refused', async () => {
    const answers = [{ status: 404 }, { status: 201 }, { status: 403 }, { status: 204 }];
    const { server, mover, source, url } = await open(answers, { put: 'part' });
    await expect(mover.put(source, url, options)).rejects.toMatchObject({ kind: 'denied' });
    const [, put, move, remove] = server.requests;
    expect(put?.path).toMatch(/^\/dir\/\.panda-part-[0-9a-f]{32}$/);
    expect(move).toMatchObject({ verb: 'MOVE', headers: { destination: url.href, overwrite: 'F' } });
    expect(remove).toMatchObject({ verb: 'DELETE', path: put?.path });
  });

  it('tells when the storage wants to be asked again', async () => {
    const { mover, source, url } = await open([{ status: 503, headers: { 'retry-after': '30' }, body: 'busy' }]);
    const put = mover.put(source, url, options);
    await expect(put).rejects.toMatchObject({ kind: 'offline', retryAfterMs: 30_000, tail: 'busy' });
  });
});

describe('questions', () => {
  it('are asked by PROPFIND where HEAD tells no size', async () => {
    const text = '<D:multistatus xmlns:D="DAV:"><D:getcontentlength>42</D:getcontentlength></D:multistatus>';
    const { mover, url } = await open([
      { raw: 'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n' },
      { status: 207, body: text },
    ]);
    expect(await mover.stat(url, options)).toMatchObject({ size: 42 });
  });

  it('about free space are answered by the quota', async () => {
    const text = '<a><quota-available-bytes xmlns="DAV:">1234</quota-available-bytes></a>';
    const { server, mover, url } = await open([{ status: 207, body: text }]);
    expect(await mover.freeSpace?.(new URL('/dir/', url), options)).toBe(1234);
    expect(server.requests).toMatchObject([{ verb: 'PROPFIND', path: '/dir', headers: { depth: '0' } }]);
  });

  it('survive garbage', async () => {
    for (const raw of ['', 'garbage\r\n\r\n', 'HTTP/1.1 999999 No\r\n\r\n', 'SSH-2.0-OpenSSH_9\r\n']) {
      const { mover, url } = await open([{ raw }]);
      await expect(mover.stat(url, options)).rejects.toMatchObject({ kind: 'network' });
    }
  });

  it('go down one connection, and find another when that was closed', async () => {
    const { server, mover, url } = await open([{ headers: { 'content-length': '0' } }]);
    for (let count = 0; count < 3; count++) await mover.stat(url, options);
    expect(new Set(server.requests.map(({ connection }) => connection)).size).toBe(1);
  });
});
