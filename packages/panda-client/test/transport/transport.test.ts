import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { silentLogger } from '@panda-pilot/core';
import { fixedCredential } from '@panda-pilot/credentials';
import { type ScriptedAnswer, scriptedServer } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isPandaServerError, type ServerErrorKind } from '../../src/index.ts';
import { createTransport, type ServerRequest, type Transport } from '../../src/transport/transport.ts';
import { holdTime, token } from '../test-client.ts';

const get: ServerRequest = { method: 'system/is_alive', verb: 'GET', path: '/alive', headers: {}, repeatable: true };
const post: ServerRequest = { ...get, method: 'pilot/update_job', verb: 'POST', path: '/update', body: '{}' };

function transportTo(url: string, timeoutMs = 5000, idleConnectionMs = 4000): Transport {
  const transport = createTransport({
    url: new URL(url),
    credentials: fixedCredential(token),
    timeoutMs,
    idleConnectionMs,
    maxAnswerBytes: 100_000,
    userAgent: 'test',
    logger: silentLogger,
  });
  onTestFinished(() => transport.close());
  return transport;
}

async function failureOf(promise: Promise<unknown>): Promise<{ kind: ServerErrorKind; message: string }> {
  const error: unknown = await promise.then(
    () => new Error('this call succeeded'),
    (reason: unknown) => reason,
  );
  if (isPandaServerError(error)) return error;
  throw error;
}

describe('a request', () => {
  it('says its length, its type alone, who calls and for what role', async () => {
    const server = await scriptedServer({ answers: [{ body: 'ok' }] });
    const headers = { Accept: 'application/json', 'Content-Type': 'application/json' };
    await transportTo(server.url).send({ ...post, headers, body: '{"diag":"é"}' });
    expect(server.requests[0]).toMatchObject({
      verb: 'POST',
      path: '/update',
      body: '{"diag":"é"}',
      headers: {
        accept: 'application/json',
        authorization: expect.stringMatching(/^Bearer eyJ/) as string,
        'content-length': '13',
        'content-type': 'application/json',
        origin: 'atlas:production',
      },
    });
    expect(server.requests[0]?.headers).not.toHaveProperty('transfer-encoding');
  });

  it('goes down the connection of the one before', async () => {
    const server = await scriptedServer({ answers: [{ body: 'ok' }] });
    const transport = transportTo(server.url);
    for (const request of [post, get, post]) await transport.send(request);
    expect(server.requests.map(({ connection }) => connection)).toEqual([1, 1, 1]);
  });

  it('does not go down a connection that was idle for long', async () => {
    const server = await scriptedServer({ answers: [{ body: 'ok' }] });
    const transport = transportTo(server.url, 5000, 30);
    await transport.send(get);
    await sleep(100);
    await transport.send(get);
    expect(server.requests.map(({ connection }) => connection)).toEqual([1, 2]);
  });

  it('may take longer than a connection may be idle', async () => {
    const server = await scriptedServer({ answers: [{ drip: 'ok', everyMs: 100 }] });
    await expect(transportTo(server.url, 5000, 30).send(get)).resolves.toEqual({ status: 200, body: 'ok' });
  });

  it('may be one of many at once', async () => {
    const server = await scriptedServer({ answers: [{ body: 'ok' }] });
    const transport = transportTo(server.url);
    const answers = await Promise.all(Array.from({ length: 20 }, () => transport.send(post)));
    expect(answers).toEqual(Array.from({ length: 20 }, () => ({ status: 200, body: 'ok' })));
  });

  it('reaches a server on IPv6', async () => {
    const server = await scriptedServer({ answers: [{ body: 'ok' }], host: '::1' });
    await expect(transportTo(server.url).send(get)).resolves.toEqual({ status: 200, body: 'ok' });
  });

  it('reads a gzip answer', async () => {
    const answer = { headers: { 'Content-Encoding': 'gzip' }, body: gzipSync('é'.repeat(1000)) };
    const server = await scriptedServer({ answers: [answer] });
    await expect(transportTo(server.url).send(get)).resolves.toEqual({ status: 200, body: 'é'.repeat(1000) });
    expect(server.requests[0]?.headers['accept-encoding']).toBe('gzip');
  });

  it.each([
    ['30', { retryAfterSeconds: 30 }],
    ['Wed, 21 Oct 2026 07:28:00 GMT', {}],
    ['-1', {}],
  ])('tells for how long the server asks to wait: %s', async (value, expected) => {
    const server = await scriptedServer({ answers: [{ status: 503, headers: { 'Retry-After': value }, body: '' }] });
    await expect(transportTo(server.url).send(get)).resolves.toEqual({ status: 503, body: '', ...expected });
  });

  it('does not follow a redirect, nor take its token there', async () => {
    const elsewhere = await scriptedServer({ answers: [{ body: 'thank you' }] });
    const server = await scriptedServer({ answers: [{ status: 302, headers: { Location: elsewhere.url } }] });
    await expect(transportTo(server.url).send(get)).resolves.toMatchObject({ status: 302 });
    expect(elsewhere.requests).toEqual([]);
  });

  it('shows no credential when it is anonymous', async () => {
    const server = await scriptedServer({ answers: [{ body: 'ok' }] });
    await transportTo(server.url).send({ ...get, anonymous: true });
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(server.requests[0]?.headers).not.toHaveProperty('origin');
  });

  it('does not carry a token in the clear over a network', async () => {
    const failure = await failureOf(transportTo('http://192.0.2.1:25080').send(get));
    expect(failure).toMatchObject({
      kind: 'untrusted',
      message: 'system/is_alive: http://192.0.2.1:25080 is not trusted: a token is shown over https only',
    });
  });

  it('is refused by a closed transport', async () => {
    const transport = transportTo('http://127.0.0.1:1');
    transport.close();
    await expect(transport.send(get)).rejects.toThrow('this PanDA client is closed');
  });
});

describe('a bad server', () => {
  it.each<[string, ScriptedAnswer, ServerErrorKind]>([
    ['hangs', { hang: true }, 'timed-out'],
    ['sends its answer byte by byte', { drip: 'x'.repeat(1000), everyMs: 20 }, 'timed-out'],
    ['ends the connection instead of answering', { cut: 'before-answer' }, 'connection-lost'],
    ['ends the connection in the middle', { cut: 'mid-body', body: '{"success": true}' }, 'connection-lost'],
    ['does not speak HTTP', { raw: 'SSH-2.0-OpenSSH_9.2\r\n' }, 'bad-answer'],
    ['sends a huge answer', { body: 'x'.repeat(100_001) }, 'bad-answer'],
    [
      'sends a gzip bomb',
      { headers: { 'Content-Encoding': 'gzip' }, body: gzipSync('x'.repeat(10_000_000)) },
      'bad-answer',
    ],
    ['sends broken gzip', { headers: { 'Content-Encoding': 'gzip' }, body: 'not gzip' }, 'bad-answer'],
    ['sends an encoding nobody asked for', { headers: { 'Content-Encoding': 'br' }, body: 'x' }, 'bad-answer'],
  ])('that %s is known within the time limit', async (_, answer, kind) => {
    const server = await scriptedServer({ answers: [answer] });
    const letPass = kind === 'timed-out' ? holdTime() : undefined;
    const failure = failureOf(transportTo(server.url, 5000).send(post));
    await letPass?.(5000, server, 1);
    expect(await failure).toMatchObject({ kind, method: 'pilot/update_job' });
    expect(server.requests).toHaveLength(1);
  });

  it('that is not there is told apart', async () => {
    const server = await scriptedServer();
    await server.close();
    expect(await failureOf(transportTo(server.url).send(post))).toMatchObject({
      kind: 'unreachable',
      message: `pilot/update_job: cannot reach ${server.url}: connection refused`,
    });
  });

  it('that has no address is told apart', async () => {
    // No name server is asked for such a name: one that loses a question takes more than the limit.
    const failure = await failureOf(transportTo('https://panda..invalid:25443').send(post));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toMatch(/no such host|name service/);
  });

  it('that accepts connections and says nothing does not hold a caller past its limit', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void silent.close());
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const startedAt = performance.now();
    const failure = await failureOf(transportTo(`https://127.0.0.1:${port}`, 200).send(post));
    expect(failure).toMatchObject({
      kind: 'timed-out',
      message: `pilot/update_job: no complete answer from https://127.0.0.1:${port} in time: 0.2 s`,
    });
    expect(performance.now() - startedAt).toBeLessThan(9000);
  });
});

describe('a server that closes its half of the connection', () => {
  it.each<[string, string, ServerErrorKind]>([
    ['without an answer', '', 'connection-lost'],
    ['in the middle of its head', 'HTTP/1.1 200 OK\r\nContent-', 'connection-lost'],
    ['in the middle of its answer', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"succ', 'connection-lost'],
  ])('%s, and goes on listening, is not waited for', async (_, words, kind) => {
    const half = createServer({ allowHalfOpen: true }, (socket) => {
      socket.once('data', () => socket.end(words));
      onTestFinished(() => void socket.destroy());
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void half.close());
    await once(half, 'listening');
    const { port } = half.address() as { port: number };
    const failure = await failureOf(transportTo(`http://127.0.0.1:${port}`).send(post));
    expect(failure.kind).toBe(kind);
  });
});

describe('a kept connection that the server closes', () => {
  const answers: ScriptedAnswer[] = [{ body: 'first' }, { cut: 'before-answer' }, { body: 'second' }];

  it('is replaced once, at once, when the call may be repeated', async () => {
    const server = await scriptedServer({ answers });
    const transport = transportTo(server.url);
    await transport.send(post);
    await expect(transport.send(post)).resolves.toEqual({ status: 200, body: 'second' });
    expect(server.requests.map(({ connection }) => connection)).toEqual([1, 1, 2]);
  });

  it('fails a call that may not be repeated', async () => {
    const server = await scriptedServer({ answers });
    const transport = transportTo(server.url);
    await transport.send(post);
    expect(await failureOf(transport.send({ ...post, repeatable: false }))).toMatchObject({ kind: 'connection-lost' });
    expect(server.requests).toHaveLength(2);
  });

  it('is not replaced twice', async () => {
    const server = await scriptedServer({ answers: [{ body: 'first' }, { cut: 'before-answer' }] });
    const transport = transportTo(server.url);
    await transport.send(post);
    expect(await failureOf(transport.send(post))).toMatchObject({ kind: 'connection-lost' });
    expect(server.requests).toHaveLength(3);
  });
});

describe('a caller', () => {
  it('may give up, and is told its own reason', async () => {
    const server = await scriptedServer({ answers: [{ hang: true }] });
    const reason = new Error('the pilot ends');
    const controller = new AbortController();
    const call = transportTo(server.url).send(post, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 20);
    await expect(call).rejects.toBe(reason);
    await expect(transportTo(server.url).send(post, { signal: controller.signal })).rejects.toBe(reason);
    expect(server.requests.length).toBeLessThanOrEqual(1);
  });

  it('may set a limit for one call', async () => {
    const server = await scriptedServer({ answers: [{ hang: true }] });
    const failure = await failureOf(transportTo(server.url).send(post, { timeoutMs: 50 }));
    expect(failure.kind).toBe('timed-out');
  });

  it('is not held by a credential that does not come', async () => {
    const transport = createTransport({
      url: new URL('http://127.0.0.1:1'),
      credentials: { current: () => new Promise(() => undefined) },
      timeoutMs: 50,
      maxAnswerBytes: 1,
      userAgent: 'test',
      logger: silentLogger,
    });
    expect((await failureOf(transport.send(post))).kind).toBe('timed-out');
  });

  it('who has given up leaves nothing behind that is sent later', async () => {
    const server = await scriptedServer({ answers: [{ body: 'ok' }] });
    const transport = createTransport({
      url: new URL(server.url),
      credentials: { current: () => sleep(60, token) },
      timeoutMs: 30,
      maxAnswerBytes: 1000,
      userAgent: 'test',
      logger: silentLogger,
    });
    onTestFinished(() => transport.close());
    expect((await failureOf(transport.send(post))).kind).toBe('timed-out');
    await sleep(60);
    expect(server.requests).toEqual([]);
  });

  it('hears nothing of the token in any failure or log line', async () => {
    const lines: unknown[] = [];
    const log = (...line: unknown[]): void => void lines.push(line);
    const logger = { debug: log, info: log, warn: log, error: log, child: () => logger };
    const server = await scriptedServer({ answers: [{ body: 'ok' }, { cut: 'before-answer' }, { hang: true }] });
    const transport = createTransport({
      url: new URL(server.url),
      credentials: fixedCredential(token),
      timeoutMs: 5000,
      maxAnswerBytes: 1000,
      userAgent: 'test',
      logger,
    });
    await transport.send({ ...post, path: '/x?token_key=topsecret', repeatable: false });
    for (let call = 0; call < 2; call += 1) {
      lines.push((await failureOf(transport.send(post, { timeoutMs: 50 }))).message);
    }
    expect(lines).toHaveLength(5);
    expect(JSON.stringify(lines)).not.toMatch(/eyJ|topsecret/);
  });
});
