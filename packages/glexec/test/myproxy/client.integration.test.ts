import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { secret } from '@panda-pilot/credentials';
import { createMyProxyGrid, layOutMyProxy, signProxy } from '@panda-pilot/testkit';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { requestCertificate } from '../../src/myproxy/certificate-request.ts';
import { createMyProxyClient, type Retrieval } from '../../src/myproxy/client.ts';
import type { MyProxyServer } from '../../src/myproxy/connection.ts';
import { errorAnswer, type FakeScript, okAnswer, type Send, startFakeServer } from './fake-server.ts';
import { credentialOf } from './credential-of.ts';

const grid = createMyProxyGrid();
const files = layOutMyProxy(grid);
afterAll(() => rmSync(files.directory, { recursive: true }));

const user = grid.user.certificate.subject;
/** Somebody else's request for a certificate. */
const { request: otherRequest } = await requestCertificate();

interface Change {
  readonly script?: FakeScript;
  readonly pieceBytes?: number;
  readonly server?: Partial<MyProxyServer>;
  readonly retrieval?: Partial<Retrieval>;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const answer = (send: Send): Promise<void> => send(okAnswer);
const goodScript: FakeScript = { answer, deliver: (request, send) => deliver(signProxy(grid.user, request), send) };

async function deliver(chain: readonly Uint8Array[], send: Send): Promise<void> {
  await send(Buffer.concat([Buffer.from([chain.length]), ...chain]));
  await send(okAnswer);
}

/** A client of a server of its own, which answers as `script` says. */
async function openClient({
  script = goodScript,
  pieceBytes,
  change,
}: {
  readonly script?: FakeScript;
  readonly pieceBytes?: number | undefined;
  readonly change?: NonNullable<Change['server']>;
}) {
  const server = await startFakeServer(files, script, pieceBytes);
  onTestFinished(() => server.stop());
  const client = createMyProxyClient({
    host: '127.0.0.1',
    name: 'localhost',
    port: server.port,
    caDirectory: files.caDirectory,
    credential: await credentialOf(grid.pilot),
    ...change,
  });
  return { server, client };
}

async function retrieve({
  script = goodScript,
  pieceBytes,
  server: change = {},
  retrieval = {},
  timeoutMs = 20_000,
  signal,
}: Change = {}) {
  const { server, client } = await openClient({ script, pieceBytes, change });
  const patience = { timeoutMs, ...(signal === undefined ? {} : { signal }) };
  return { server, result: client.retrieve({ user, ...retrieval }, patience) };
}

describe('the MyProxy client', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('sends every message as one record over %s', async (newestTls) => {
    const { server, result } = await retrieve({
      server: { newestTls },
      retrieval: { name: 'panda', lifetimeSeconds: 3600, passphrase: secret('p') },
    });
    const { proxy } = await result;
    expect(proxy.identity.slash).toBe(user);
    const [first, request, certificateRequest] = server.records;
    expect(String(first)).toBe('0');
    expect(String(request)).toBe(
      `VERSION=MYPROXYv2\nCOMMAND=0\nUSERNAME=${user}\nPASSPHRASE=p\nLIFETIME=3600\nCRED_NAME=panda\n\0`,
    );
    expect(certificateRequest?.[0]).toBe(0x30);
    expect(server.records).toHaveLength(3);
  });

  it('puts an answer together that comes in single bytes, after a NUL too many', async () => {
    const script: FakeScript = {
      answer: (send) => send(`\0${okAnswer}`),
      deliver: async (request, send) => {
        const chain = signProxy(grid.user, request);
        await send(Buffer.concat([Buffer.from([chain.length]), ...chain, Buffer.from(`\0${okAnswer}`)]));
      },
    };
    expect((await (await retrieve({ script, pieceBytes: 1 })).result).proxy.identity.slash).toBe(user);
  });

  it.each([
    ['no passphrase', 'authentication failed', 'not-trusted'],
    ['invalid credential passphrase', '', 'wrong-passphrase'],
    ['No credentials exist with username "x" and credential name "y".', '', 'no-such-credential'],
    ['X509_verify_cert() failed: certificate has expired', '', 'credential-expired'],
    ['Credentials are not valid.', '', 'credential-unusable'],
    ['no credentials found for user x, owner "y"', '', 'no-such-credential'],
    ['the moon is in the wrong quarter', '', 'other'],
  ])('knows the refusal %j', async (first, second, refusal) => {
    const { result } = await retrieve({ script: { answer: (send) => send(errorAnswer(first, second)) } });
    await expect(result).rejects.toMatchObject({
      errorName: 'NO_PROXY',
      details: { refusal },
      message: expect.stringContaining(first),
    });
  });

  it('hears a refusal that comes instead of certificates', async () => {
    const script: FakeScript = {
      answer,
      deliver: (_request, send) => send(errorAnswer('requested lifetime is not available')),
    };
    await expect((await retrieve({ script })).result).rejects.toThrow('requested lifetime is not available');
  });

  it('is no renewer', async () => {
    const script: FakeScript = {
      answer: (send) => send('VERSION=MYPROXYv2\nRESPONSE=2\nAUTHORIZATION_DATA=X509_certificate:abc\n\0'),
    };
    await expect((await retrieve({ script })).result).rejects.toMatchObject({ details: { refusal: 'authorization' } });
  });

  it.each([
    ['no certificate', (send: Send) => send(Buffer.from([0])), 'announces 0 certificates'],
    ['255 certificates', (send: Send) => send(Buffer.from([255])), 'announces 255 certificates'],
    ['something else', (send: Send) => send(Buffer.from([1, 0x02, 0x01, 0x00, 0x00])), 'no certificate'],
    [
      'a certificate of 4 GB',
      (send: Send) => send(Buffer.from([1, 0x30, 0x84, 0xff, 0xff, 0xff, 0xff])),
      'no certificate',
    ],
    ['agreement without certificates', (send: Send) => send(okAnswer), 'agrees again'],
    ['garbage', (send: Send) => send('Version 2\n\0'), 'no answer of MyProxy'],
    ['more than any answer has', (send: Send) => send(Buffer.alloc(2_000_000, 0x31)), 'certificates'],
  ])('takes no %s', async (_what, say, words) => {
    const { result } = await retrieve({ script: { answer, deliver: (_request, send) => say(send) } });
    await expect(result).rejects.toMatchObject({ errorName: 'NO_PROXY', message: expect.stringContaining(words) });
  });

  it('takes no answer without an end', async () => {
    const { result } = await retrieve({ script: { answer: (send) => send(Buffer.alloc(2_000_000, 0x31)) } });
    await expect(result).rejects.toThrow('more than any answer has');
  });

  it.each([
    ['for another key', () => signProxy(grid.user, otherRequest), 'key-mismatch'],
    ["of another user's", (request: Buffer) => signProxy(grid.other, request), 'not of /DC=test/DC=grid/CN=jdoe'],
    ['that is limited', (request: Buffer) => signProxy(grid.user, request, { limited: true }), 'limited use'],
    [
      'that has expired',
      (request: Buffer) => signProxy(grid.user, request, { notAfter: new Date(Date.now() - 1000) }),
      'expired',
    ],
    ['without its chain', (request: Buffer) => signProxy(grid.user, request).slice(0, 1), 'chain-incomplete'],
    [
      "under somebody else's chain",
      (request: Buffer) => [...signProxy(grid.user, request).slice(0, 1), grid.other.certificate.der],
      'issuer-mismatch',
    ],
  ])('takes no proxy %s', async (_flaw, sign, words) => {
    const script: FakeScript = { answer, deliver: (request, send) => deliver(sign(request), send) };
    await expect((await retrieve({ script })).result).rejects.toThrow(words);
  });

  it('takes no proxy that ends too soon', async () => {
    const notAfter = new Date(Date.now() + 600_000);
    const script: FakeScript = {
      answer,
      deliver: (request, send) => deliver(signProxy(grid.user, request, { notAfter }), send),
    };
    await expect((await retrieve({ script, retrieval: { minSeconds: 3600 } })).result).rejects.toMatchObject({
      errorName: 'PROXY_TOO_SHORT',
    });
  });

  it('waits no longer than it is told for a server that hangs', async () => {
    const startedAt = performance.now();
    const { result } = await retrieve({ script: {}, timeoutMs: 300 });
    await expect(result).rejects.toThrow('no answer within 0.3 s');
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  it('waits no longer for one that does not even speak TLS', async () => {
    const silent = createServer();
    onTestFinished(() => void silent.close());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    await expect((await retrieve({ server: { port }, timeoutMs: 300 })).result).rejects.toThrow('no answer within');
  });

  it('can be stopped', async () => {
    const { result } = await retrieve({ script: {}, signal: AbortSignal.timeout(100) });
    await expect(result).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('says that nobody listens, and who is meant', async () => {
    await expect((await retrieve({ server: { port: 1 } })).result).rejects.toMatchObject({
      errorName: 'NO_PROXY',
      message: expect.stringContaining('MyProxy at 127.0.0.1:1: connection refused'),
    });
  });

  it('talks to no server with another name', async () => {
    await expect((await retrieve({ server: { name: 'myproxy.example.org' } })).result).rejects.toThrow(
      'the server is localhost, DNS:localhost, not myproxy.example.org',
    );
  });

  it.each([
    [
      'without authorities',
      { caDirectory: '/nonexistent' },
      'the CA directory /nonexistent is not there',
      /--ca-directory/,
    ],
    ['at a port that there is not', { port: 65_536 }, 'MyProxy at 127.0.0.1:65536', /./],
  ])('connects to none %s', async (_, server, words, hint) => {
    await expect((await retrieve({ server })).result).rejects.toMatchObject({
      errorName: 'NO_PROXY',
      message: expect.stringContaining(words),
      hint: expect.stringMatching(hint),
    });
  });

  it('talks to no server of a foreign authority', async () => {
    const foreign = layOutMyProxy(createMyProxyGrid());
    onTestFinished(() => rmSync(foreign.directory, { recursive: true }));
    await expect((await retrieve({ server: { caDirectory: foreign.caDirectory } })).result).rejects.toMatchObject({
      errorName: 'NO_PROXY',
    });
  });

  it('sends nothing that would forge a line', async () => {
    const { server, result } = await retrieve({ retrieval: { name: 'x\nCOMMAND=3' } });
    await expect(result).rejects.toThrow('CRED_NAME of a MyProxy request has a control character');
    expect(server.records).toEqual([]);
    await expect((await retrieve({ retrieval: { user: '' } })).result).rejects.toThrow('names no owner');
  });

  it('asks for nothing as somebody whose own proxy has ended', async () => {
    const credential = { ...(await credentialOf(grid.pilot)), expiresAt: new Date(0) };
    const { server, client } = await openClient({ change: { credential } });
    const ended = { errorName: 'CERTIFICATE_HAS_EXPIRED' };
    await expect(client.retrieve({ user })).rejects.toMatchObject(ended);
    await expect(client.info({ user })).rejects.toMatchObject(ended);
    await expect(client.destroy({ user })).rejects.toMatchObject(ended);
    expect(server.records).toEqual([]);
  });
});
