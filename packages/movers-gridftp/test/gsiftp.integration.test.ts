import { chmod, mkdir, readdir, readFile, rename, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { isMoverError, type Mover } from '@panda-pilot/movers-core';
import { fakeTools, needsGridftp, startGridftp, tempDir } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cog, gsiftp, uberftp } from '../src/index.ts';
import { toolsAt, useGridftp } from './gridftp-fixture.ts';

const { signal } = new AbortController();
const options = { signal, timeoutMs: 60_000, logger: silentLogger };

describe.skipIf(needsGridftp())('gsiftp with a real server', () => {
  const grid = useGridftp();
  const moverAs = (proxy?: string): Mover => gsiftp.create(gsiftp.parseOptions({}), toolsAt(grid(), proxy));
  const url = (path: string): URL => new URL(`${grid().server.url}${grid().server.root}/${path}`);

  describe('many files at once', () => {
    it('are fetched by few processes, and settle each by itself', async () => {
      const directory = await tempDir();
      for (const name of ['a', 'b', 'sub/a', 'with a blank'])
        await grid().server.plant(`many/${name}`, Buffer.from(name));
      await writeFile(join(directory, 'taken'), 'mine');
      const wanted = { 1: 'a', 2: 'missing', 3: 'sub/a', taken: 'b', 4: 'b', 5: 'with%20a%20blank' };
      const requests = Object.entries(wanted).map(([to, name]) => ({
        source: url(`many/${name}`),
        destination: join(directory, to),
      }));
      requests.push({ source: new URL('https://host/file'), destination: join(directory, '6') });
      const settled = await moverAs().getMany?.(requests, options);
      // Keys that are numbers come first.
      const kinds = ['copied', 'not-found', 'copied', 'copied', 'copied', 'exists', 'unsupported'];
      expect(settled?.map(kindOf)).toEqual(kinds);
      expect((await readdir(directory)).toSorted()).toEqual(['1', '3', '4', '5', 'taken']);
      expect(await readFile(join(directory, '3'), 'utf8')).toBe('sub/a');
      expect(await readFile(join(directory, 'taken'), 'utf8')).toBe('mine');
    });

    it('are stored by few processes, in whatever directories, and settle each by itself', async () => {
      const directory = await tempDir();
      for (const name of ['1', '2', '3']) await writeFile(join(directory, name), `content of ${name}`);
      const request = (name: string, destination: URL) => ({ source: join(directory, name), destination });
      const requests = [
        request('1', url('out/x/one')),
        request('2', new URL(`${grid().server.url}/etc/forbidden`)),
        request('missing', url('out/missing')),
        request('3', url('out/y/z/three')),
      ];
      const settled = await moverAs().putMany?.(requests, options);
      expect(settled?.map(kindOf)).toEqual(['copied', 'denied', 'not-found', 'copied']);
      expect(await readFile(join(grid().server.root, 'out/y/z/three'), 'utf8')).toBe('content of 3');
    });

    it('are asked about by few processes', async () => {
      const tools = toolsAt(grid());
      let calls = 0;
      const counting = {
        ...tools,
        runCommand: (...call: Parameters<typeof tools.runCommand>) => (calls++, tools.runCommand(...call)),
      };
      const mover = gsiftp.create(gsiftp.parseOptions({}), counting);
      const names = Array.from({ length: 40 }, (_, index) => `asked/${index}`);
      for (const name of names) await grid().server.plant(name, Buffer.from(name));
      const sizes = await Promise.all(names.map(async (name) => (await mover.stat(url(name), options)).size));
      expect(sizes).toEqual(names.map(({ length }) => length));
      expect(calls).toBeLessThan(4);
    });
  });

  describe('trouble', () => {
    it('is denied without a proxy, with one that is over, and with that of a stranger', async () => {
      await grid().server.plant('file', Buffer.from('content'));
      const { credentials } = grid();
      const expired = await credentials.writeProxy('expired.pem', { notAfter: new Date(Date.now() - 1000) });
      const stranger = await credentials.writeProxy('stranger.pem', { subject: '/DC=test/DC=grid/CN=Somebody Else' });
      const directory = await tempDir();
      for (const proxy of ['/nonexistent', expired, stranger]) {
        const get = moverAs(proxy).get(url('file'), join(directory, 'copy'), options);
        await expect(get).rejects.toMatchObject({ kind: 'denied' });
        await expect(moverAs(proxy).stat(url('file'), options)).rejects.toMatchObject({ kind: 'denied' });
      }
      expect(await readdir(directory)).toEqual([]);
    });

    it('knows a directory from a file', async () => {
      await grid().server.plant('directory/file', Buffer.from('x'));
      await expect(moverAs().stat(url('directory'), options)).rejects.toMatchObject({ kind: 'unsupported' });
      await expect(moverAs().checksum(url('directory'), 'adler32', options)).rejects.toMatchObject({
        kind: 'unsupported',
      });
    });

    it('knows a server that is not there, and a host that is none', async () => {
      for (const place of ['gsiftp://localhost:9/file', 'gsiftp://no-such-host.invalid/file']) {
        const get = moverAs().get(new URL(place), join(await tempDir(), 'copy'), options);
        await expect(get).rejects.toMatchObject({ kind: 'network' });
        await expect(moverAs().stat(new URL(place), options)).rejects.toMatchObject({ kind: 'network' });
      }
    });

    it('gives up on a server that hangs, and notices one that dies in the middle', async () => {
      const own = await startGridftp(grid().credentials);
      onTestFinished(() => own.stop());
      const mover = gsiftp.create(gsiftp.parseOptions({}), toolsAt({ ...grid(), server: own }));
      const there = new URL(`${own.url}${own.root}/file`);
      own.signal('SIGSTOP');
      const short = { ...options, timeoutMs: 300 };
      const copy = join(await tempDir(), 'copy');
      await expect(mover.get(there, copy, short)).rejects.toMatchObject({ kind: 'timed-out' });
      await expect(mover.stat(there, short)).rejects.toMatchObject({ kind: 'timed-out' });
      own.signal('SIGCONT');
      const source = join(await tempDir(), 'source');
      await writeFile(source, '');
      // Far more than it gets.
      await truncate(source, 2 ** 33);
      const outcome = mover.put(source, there, options).then(() => 'stored', kindOfError);
      const arrived = async () => (await stat(join(own.root, 'file')).catch(() => ({ size: 0 }))).size;
      await expect.poll(arrived, { interval: 5 }).toBeGreaterThan(0);
      await own.stop();
      expect(await outcome).toBe('network');
    });
  });

  it.each([cog, uberftp])('is the stand-in of $name', async (definition) => {
    const mover = definition.create(definition.parseOptions({}), toolsAt(grid()));
    const source = join(await tempDir(), 'source');
    await writeFile(source, 'content');
    const there = url(`stand-in/${definition.name}`);
    expect(await mover.put(source, there, options)).toEqual({ mode: 'copied', bytes: 7 });
    expect(await mover.checksum(there, 'adler32', options)).toMatchObject({ algorithm: 'adler32', value: '0bcb02fc' });
  });
});

describe.skipIf(needsGridftp())("cog with CoG's own program, as far as today's can stand for it", () => {
  const grid = useGridftp();

  it('stores into directories that are not there, fetches, and tells what is missing', async () => {
    // Two URLs behind one option, and no directory is made.
    const kit = await fakeTools({ 'globus-url-copy': { script: 'exec /usr/bin/globus-url-copy "$2" "$3"' } });
    await mkdir(join(kit.directory, 'bin'));
    await rename(join(kit.directory, 'globus-url-copy'), join(kit.directory, 'bin/globus-url-copy'));
    await chmod(kit.directory, 0o777);
    await chmod(join(kit.directory, '.calls'), 0o777);
    const tools = toolsAt(grid());
    const mover = cog.create(cog.parseOptions({}), {
      ...tools,
      env: { ...tools.env, COG_INSTALL_PATH: kit.directory },
    });
    const directory = await tempDir();
    await writeFile(join(directory, 'source'), 'content');
    const there = new URL(`${grid().server.url}${grid().server.root}/cog/deep/file`);
    expect(await mover.put(join(directory, 'source'), there, options)).toEqual({ mode: 'copied', bytes: 7 });
    expect(await mover.get(there, join(directory, 'copy'), options)).toEqual({ mode: 'copied', bytes: 7 });
    expect(await readFile(join(directory, 'copy'), 'utf8')).toBe('content');
    const missing = new URL(`${there.href}-not-there`);
    await expect(mover.get(missing, join(directory, 'no'), options)).rejects.toMatchObject({ kind: 'not-found' });
    expect((await readdir(directory)).toSorted()).toEqual(['copy', 'source']);
    const calls = await kit.calls();
    expect(calls.map(({ args }) => args[0])).toEqual(['-checksum', '-checksum', '-checksum']);
  });
});

function kindOf(settled: PromiseSettledResult<{ readonly mode: string }>): string {
  return settled.status === 'fulfilled' ? settled.value.mode : kindOfError(settled.reason);
}

function kindOfError(error: unknown): string {
  return isMoverError(error) ? error.kind : String(error);
}
