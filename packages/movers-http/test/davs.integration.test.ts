import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseQueuedata, silentLogger } from '@panda-pilot/core';
import { checksumOfFile, createTransferEngine, type Mover } from '@panda-pilot/movers-core';
import { needsXrootd, startXrdHttp, tempDir, type XrdHttpServer } from '@panda-pilot/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { davs } from '../src/index.ts';
import { toolsWith } from './http-fixture.ts';

const strangerName = '/DC=test/DC=grid/CN=Stranger';
const { signal } = new AbortController();
const options = { signal, timeoutMs: 60_000, logger: silentLogger };

describe.skipIf(needsXrootd())('davs against XrdHttp', () => {
  let server: XrdHttpServer;
  beforeAll(async () => {
    server = await startXrdHttp();
  });
  afterEach(() => server.gateway.treat({}));
  afterAll(() => server.stop());

  const url = (path: string): URL => new URL(`davs://${server.host}/${path}`);
  const plain = (path: string): URL => new URL(`dav://${server.host}/public/${path}`);
  const moverWith = (settings: Record<string, unknown> = {}, env: Record<string, string> = {}): Mover => {
    const { proxy: proxyFile, authorities: caDirectory } = server.credentials;
    return davs.create(davs.parseOptions({ proxyFile, caDirectory, ...settings }), toolsWith(env));
  };
  const sourceOf = async (bytes: number): Promise<string> => {
    const path = join(await tempDir(), 'source');
    await writeFile(path, Buffer.alloc(bytes, 'some content '));
    return path;
  };

  describe('who may do what', () => {
    it('is found in the environment', async () => {
      await server.plant('/private/file', Buffer.from('x'));
      const env = { ...server.credentials.environment };
      const mover = davs.create(davs.parseOptions({}), toolsWith(env));
      expect(await mover.stat(url('private/file'), options)).toMatchObject({ size: 1 });
    });

    it('is nothing for those without a credential, with an unknown one, or with one that expired', async () => {
      await server.plant('/private/file', Buffer.from('x'));
      const stranger = await server.credentials.writeProxy('stranger', { subject: strangerName });
      const notAfter = new Date(Date.now() - 60_000);
      const expired = await server.credentials.writeProxy('expired', { notAfter });
      for (const settings of [
        { credential: 'none' },
        { proxyFile: stranger },
        { proxyFile: expired },
        { proxyFile: '/nonexistent' },
      ]) {
        const asked = moverWith(settings).stat(url('private/file'), options);
        await expect(asked, JSON.stringify(settings)).rejects.toMatchObject({ kind: 'denied' });
      }
    });

    it('is told to no server that the authorities do not vouch for', async () => {
      const asked = moverWith({ caDirectory: await tempDir() }).stat(url('private/file'), options);
      await expect(asked).rejects.toMatchObject({ kind: 'denied' });
      const nowhere = moverWith({ caDirectory: '/nonexistent' }).stat(url('private/file'), options);
      await expect(nowhere).rejects.toMatchObject({ kind: 'denied', message: expect.stringContaining('CA directory') });
    });

    it('changes with a proxy that is renewed', async () => {
      await server.plant('/private/file', Buffer.from('x'));
      const proxyFile = await server.credentials.writeProxy('changing', { subject: strangerName });
      const mover = moverWith({ proxyFile });
      await expect(mover.stat(url('private/file'), options)).rejects.toMatchObject({ kind: 'denied' });
      await server.credentials.writeProxy('changing');
      expect(await mover.stat(url('private/file'), options)).toMatchObject({ size: 1 });
    });
  });

  describe('on a bad line', () => {
    const engineOf = (mover: Mover) =>
      createTransferEngine({
        movers: () => Promise.resolve(mover),
        queuedata: parseQueuedata(
          JSON.stringify({ nickname: 'Q', copytool: 'davs', stageinretry: 1, stageoutretry: 2 }),
        ),
        logger: silentLogger,
        onEvent: () => undefined,
        limits: { backOffMs: 1 },
      });

    it('a byte that changed on the way in is caught', async () => {
      const source = await sourceOf(500_000);
      const destination = join(await tempDir(), 'input');
      const mover = moverWith();
      await mover.put(source, plain('damaged-in'), options);
      const checksum = await checksumOfFile(source, 'adler32', signal);
      const request = {
        file: { lfn: 'input', sizeBytes: 500_000, checksum },
        replicas: [plain('damaged-in')],
        destination,
      };
      server.gateway.treat({ damage: { from: 'server', at: 250_000 } });
      // Another mover: the first has a connection from before.
      const [refused] = await engineOf(moverWith()).stageIn([request], { signal });
      expect(refused).toMatchObject({ kind: 'failed', error: { errorName: 'GET_AD_MISMATCH' } });
      expect(await readdir(join(destination, '..'))).toEqual([]);
      server.gateway.treat({});
      const [staged] = await engineOf(moverWith()).stageIn([request], { signal });
      expect(staged).toMatchObject({ kind: 'staged', verification: 'checksum' });
    });

    it('a byte that changed on the way out is caught, and nothing of the file stays', async () => {
      const source = await sourceOf(500_000);
      const file = { lfn: 'output', guid: '0F1E2D3C-0000-4A5B-8C7D-112233445566', optional: false };
      const request = { file, source, destination: plain('damaged-out'), role: 'output' } as const;
      server.gateway.treat({ damage: { from: 'client', at: 250_000 } });
      const [refused] = await engineOf(moverWith()).stageOut([request], { signal });
      expect(refused).toMatchObject({ kind: 'failed', error: { errorName: 'PUT_AD_MISMATCH' } });
      expect(await readdir(join(server.root, 'public'))).not.toContain('damaged-out');
      server.gateway.treat({});
      const [stored] = await engineOf(moverWith()).stageOut([request], { signal });
      expect(stored).toMatchObject({ kind: 'stored', mode: 'copied', verification: 'checksum' });
    });

    it('a connection that is cut is followed by another, which brings the rest', async () => {
      const source = await sourceOf(3_000_000);
      await moverWith().put(source, url('private/cut'), options);
      const destination = join(await tempDir(), 'copy');
      const { connections, served } = server.gateway;
      const [before, sent] = [connections(), served()];
      server.gateway.treat({ cut: { from: 'server', after: 1_000_000 }, times: 2 });
      const receipt = await moverWith().get(url('private/cut'), destination, options);
      expect(receipt).toMatchObject({ bytes: 3_000_000, checksum: await checksumOfFile(source, 'adler32', signal) });
      expect(connections() - before).toBe(3);
      // Handshakes, and what was under way when the line was cut; from the beginning each time it would be 5 MB.
      expect(served() - sent).toBeLessThan(3_400_000);
    });

    it('an upload that is cut, or that nobody takes, has failed', async () => {
      const source = await sourceOf(3_000_000);
      server.gateway.treat({ cut: { from: 'client', after: 1_000_000 } });
      await expect(moverWith().put(source, url('private/up'), options)).rejects.toMatchObject({ kind: 'network' });
      server.gateway.treat({ stall: { after: 0 } });
      const put = moverWith({ stallSeconds: 1 }).put(source, url('private/up'), options);
      await expect(put).rejects.toMatchObject({ kind: 'timed-out' });
    });

    it('a server that is not there, or has no name, is not waited for', async () => {
      // No name server is asked for the second one: it might lose the question.
      for (const place of ['davs://localhost:9/f', 'davs://no-such-host..invalid/f']) {
        await expect(moverWith().stat(new URL(place), options)).rejects.toMatchObject({ kind: 'network' });
      }
    });
  });

  it('takes no list of a directory for a file', async () => {
    await server.plant('/private/dir/file', Buffer.from('x'));
    const directory = await tempDir();
    const get = moverWith().get(url('private/dir'), join(directory, 'copy'), options);
    await expect(get).rejects.toMatchObject({ kind: 'denied' });
    expect(await readdir(directory)).toEqual([]);
  });

  it('moves a hundred files over a few connections, each with its own outcome', async () => {
    const directory = await tempDir();
    const mover = moverWith();
    const before = server.gateway.connections();
    const names = Array.from({ length: 100 }, (_, index) => `file-${index}`);
    for (const name of names) await writeFile(join(directory, name), name);
    const puts = names.map((name) => ({ source: join(directory, name), destination: url(`many/${name}`) }));
    const stored = await mover.putMany?.([...puts, { source: '/nonexistent', destination: url('many/x') }], options);
    expect(stored?.filter(({ status }) => status === 'fulfilled')).toHaveLength(100);
    expect(stored?.at(-1)).toMatchObject({ status: 'rejected', reason: { kind: 'not-found' } });
    const gets = [...names, 'missing'].map((name) => ({
      source: url(`many/${name}`),
      destination: join(directory, `${name}.copy`),
    }));
    const fetched = await mover.getMany?.(gets, options);
    expect(fetched?.filter(({ status }) => status === 'fulfilled')).toHaveLength(100);
    expect(fetched?.at(-1)).toMatchObject({ status: 'rejected', reason: { kind: 'not-found' } });
    expect(server.gateway.connections() - before).toBeLessThanOrEqual(10);
  });
});
