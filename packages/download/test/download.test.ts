import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptedServer } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { download } from '../src/download.ts';

const bounds = { timeoutMs: 5000, maxBytes: 1000 };

describe('download', () => {
  it('gives the text that the server has', async () => {
    const server = await scriptedServer({ answers: [{ body: 'queue ü' }] });
    expect(String(await download(`${server.url}/cache/Q.json?a=1`, bounds))).toBe('queue ü');
    expect(server.requests).toMatchObject([{ verb: 'GET', path: '/cache/Q.json' }]);
  });

  it('follows redirections, but not for ever, and not to other schemes', async () => {
    const server = await scriptedServer({
      answers: [{ status: 302, headers: { location: '/there' } }, { body: 'moved' }],
    });
    expect(String(await download(server.url, bounds))).toBe('moved');
    const circle = await scriptedServer({ answers: [{ status: 301, headers: { location: '/again' } }] });
    await expect(download(circle.url, bounds)).rejects.toMatchObject({ message: /without end/, retryable: false });
    const trick = await scriptedServer({ answers: [{ status: 301, headers: { location: 'file:///etc/passwd' } }] });
    await expect(download(trick.url, bounds)).rejects.toMatchObject({
      message: /redirects to file:/,
      retryable: false,
    });
  });

  it.each([
    ['HTTP 404', { status: 404, body: 'no' }, /HTTP 404/, false],
    ['HTTP 503', { status: 503, body: 'later' }, /HTTP 503/, true],
    ['a long body', { body: 'x'.repeat(1001) }, /more than 1000 bytes/, false],
    ['a body that is cut', { cut: 'mid-body', body: 'x'.repeat(100) }, /aborted|cut off/, true],
    ['a connection that is cut', { cut: 'before-answer' }, /hang up|ECONNRESET/, true],
    ['what is no HTTP', { raw: 'hello\n' }, /Parse Error/, true],
  ] as const)('rejects at %s', async (_, answer, message, retryable) => {
    const server = await scriptedServer({ answers: [answer] });
    await expect(download(server.url, bounds)).rejects.toMatchObject({ name: 'DownloadError', message, retryable });
  });

  it.each([
    ['says nothing', { hang: true }],
    ['drips', { drip: 'x'.repeat(500), everyMs: 10 }],
  ] as const)('gives up on a server that %s', async (_, answer) => {
    const server = await scriptedServer({ answers: [answer] });
    const startedAt = performance.now();
    await expect(download(server.url, { ...bounds, timeoutMs: 200 })).rejects.toMatchObject({
      message: 'no answer within 0.2 s',
      retryable: true,
    });
    expect(performance.now() - startedAt).toBeLessThan(4500);
  });

  it('tries again what may succeed a little later, and nothing else', async () => {
    const busy = await scriptedServer({ answers: [{ status: 503 }, { cut: 'before-answer' }, { body: 'third' }] });
    expect(String(await download(busy.url, { ...bounds, tries: 3, pauseMs: 1 }))).toBe('third');
    const gone = await scriptedServer({ answers: [{ status: 404 }, { body: 'never' }] });
    await expect(download(gone.url, { ...bounds, tries: 3, pauseMs: 1 })).rejects.toThrow(/HTTP 404/);
    expect(gone.requests.length).toBe(1);
  });

  it('asks only where it may, also when a server sends it elsewhere', async () => {
    const there = await scriptedServer({ answers: [{ body: 'secret' }] });
    const here = await scriptedServer({ answers: [{ status: 302, headers: { location: there.url } }] });
    const allows = ({ port }: URL): boolean => port === String(here.port);
    await expect(download(here.url, { ...bounds, allows })).rejects.toMatchObject({
      message: /not allowed/,
      retryable: false,
    });
    await expect(download(there.url, { ...bounds, allows })).rejects.toThrow(/not allowed/);
    expect(there.requests).toEqual([]);
  });

  it('ends with its signal, also between two tries', async () => {
    const server = await scriptedServer({ answers: [{ status: 503 }] });
    const reason = new Error('enough');
    const ending = new AbortController();
    const waiting = download(server.url, { ...bounds, tries: 3, pauseMs: 60_000, signal: ending.signal });
    setTimeout(() => ending.abort(reason), 50);
    await expect(waiting).rejects.toBe(reason);
    await expect(download(server.url, { ...bounds, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('says that nobody listens', async () => {
    const server = await scriptedServer();
    await server.close();
    await expect(download(server.url, bounds)).rejects.toMatchObject({ message: /ECONNREFUSED/, retryable: true });
  });

  it('does not trust a server that cannot prove who it is', async () => {
    const server = await scriptedServer({
      tls: { key: pem('loopback.key'), cert: pem('loopback.pem') },
      answers: [{ body: 'x' }],
    });
    await expect(download(server.url, bounds)).rejects.toThrow(/certificate/);
    expect(server.requests).toEqual([]);
    expect(String(await download(server.url, { ...bounds, trustedAuthorities: [pem('authority.pem')] }))).toBe('x');
  });
});

function pem(name: string): string {
  return readFileSync(join(import.meta.dirname, '../../panda-client/test/fixtures/tls', name), 'utf8');
}
