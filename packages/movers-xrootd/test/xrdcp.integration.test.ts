import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { isMoverError, type Mover, type ToolOptions } from '@panda-pilot/movers-core';
import { needsXrootd, startXrootd, mountSmallDisk, tempDir, type XrootdServer } from '@panda-pilot/testkit';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { xrdcp } from '../src/index.ts';
import { engineOf, openProxy, sizeOf, toolsAt } from './xrootd-fixture.ts';

const { signal } = new AbortController();
const options = { signal, timeoutMs: 30_000, logger: silentLogger };

describe.skipIf(needsXrootd())('xrdcp with a real server', () => {
  let server: XrootdServer;
  beforeAll(async () => {
    server = await startXrootd();
  });
  afterAll(() => server.stop());

  const moverWith = (settings: Partial<ToolOptions> = {}): Mover =>
    xrdcp.create(xrdcp.parseOptions(settings), toolsAt(server));
  const url = (path: string, port = 1094): URL => new URL(`root://localhost:${port}//${path}`);

  describe('a wire that turns a byte', () => {
    const content = `${'x'.repeat(5000)}<intact>${'y'.repeat(5000)}`;

    it('is caught at stage-in', async () => {
      const engine = engineOf(moverWith());
      await openProxy(server, 2001);
      await server.plant('wire/input', Buffer.from(content));
      const directory = await tempDir();
      const checksum = await moverWith().checksum(url('wire/input'), 'adler32', options);
      const file = { lfn: 'input', sizeBytes: content.length, checksum };
      const destination = join(directory, 'input');
      const [bad] = await engine.stageIn([{ file, replicas: [url('wire/input', 2001)], destination }], { signal });
      expect(bad).toMatchObject({ kind: 'failed', error: { errorName: 'GET_AD_MISMATCH' } });
      expect(await readdir(directory)).toEqual([]);
      const [good] = await engine.stageIn([{ file, replicas: [url('wire/input')], destination }], { signal });
      expect(good).toMatchObject({ kind: 'staged', verification: 'checksum', checksum });
    });

    it.each([
      ['by the engine', 2002, {}],
      ['by the server, where a site wants every page checked', 2003, { XRD_CPUSEPGWRTRD: '1' }],
    ])('is caught at stage-out %s, and nothing wrong is left', async (_by, port, environment) => {
      const engine = engineOf(moverWith({ environment }));
      await openProxy(server, port);
      const source = join(await tempDir(), 'output');
      await writeFile(source, content);
      const request = { file: { lfn: 'output', guid: 'G', optional: false }, source, role: 'output' } as const;
      const [bad] = await engine.stageOut([{ ...request, destination: url('wire/output', port) }], { signal });
      expect(bad).toMatchObject({ kind: 'failed', error: { errorName: 'PUT_AD_MISMATCH' } });
      expect(await readdir(join(server.root, 'wire'))).not.toContain('output');
      const [good] = await engine.stageOut([{ ...request, destination: url(`wire/good-${port}`) }], { signal });
      expect(good).toMatchObject({ kind: 'stored', verification: 'checksum' });
    });
  });

  describe('many files at once', () => {
    it('fetches them by one process, and settles each by itself', async () => {
      const directory = await tempDir();
      for (const name of ['a', 'b', 'sub/a', 'with a blank']) await server.plant(`many/${name}`, Buffer.from(name));
      await writeFile(join(directory, 'taken'), 'mine');
      const request = (name: string, to: string) => ({ source: url(`many/${name}`), destination: join(directory, to) });
      const requests = [
        request('a', '1'),
        request('missing', '2'),
        request('sub/a', '3'),
        request('b', 'taken'),
        request('b', '4'),
        request('with%20a%20blank', '5'),
        { source: new URL('https://host/file'), destination: join(directory, '6') },
      ];
      const settled = await moverWith().getMany?.(requests, options);
      expect(settled?.map(kindOf)).toEqual([
        'copied',
        'not-found',
        'copied',
        'exists',
        'copied',
        'copied',
        'unsupported',
      ]);
      expect((await readdir(directory)).toSorted()).toEqual(['1', '3', '4', '5', 'taken']);
      expect(await readFile(join(directory, '3'), 'utf8')).toBe('sub/a');
      expect(await readFile(join(directory, 'taken'), 'utf8')).toBe('mine');
    });

    it('stores them by one process, in whatever directories, and settles each by itself', async () => {
      const directory = await tempDir();
      const write = async (name: string): Promise<string> => {
        await writeFile(join(directory, name), `content of ${name}`);
        return join(directory, name);
      };
      await server.plant('out/x/there', Buffer.from('theirs'));
      const request = async (name: string, to: string) => ({
        source: await write(name),
        destination: url(`out/${to}`),
      });
      const requests = [
        await request('1', 'x/one'),
        await request('2', 'y/z/two'),
        await request('3', 'x/there'),
        { source: join(directory, 'missing'), destination: url('out/x/missing') },
        await request('4', 'four'),
        await request('5', 'x/one'),
      ];
      const settled = await moverWith().putMany?.(requests, options);

      expect(settled?.map(kindOf)).toEqual(['copied', 'copied', 'exists', 'not-found', 'copied', 'exists']);
      const content = (path: string) => readFile(join(server.root, 'out', path), 'utf8');
      expect(await content('x/one')).toBe('content of 1');
      expect(await content('y/z/two')).toBe('content of 2');
      expect(await content('x/there')).toBe('theirs');
      expect(await content('four')).toBe('content of 4');
    });

    it('asks for them on tape by one command, which a server without tapes takes', async () => {
      const names = ['tape/one', 'tape/with a blank'];
      for (const name of names) await server.plant(name, Buffer.from(name));
      const urls = names.map((name) => url(encodeURI(name)));
      await expect(moverWith().recall?.(urls, options)).resolves.toBeUndefined();
    });

    it('asks about them by few processes', async () => {
      const names = ['q/plain', "q/quote's", 'q/quote"s', 'q/back\\slash', 'q/with a blank'];
      for (const name of names) await server.plant(name, Buffer.from(name));
      const tools = toolsAt(server);
      let calls = 0;
      const counting = {
        ...tools,
        runCommand: (...call: Parameters<typeof tools.runCommand>) => (calls++, tools.runCommand(...call)),
      };
      const mover = xrdcp.create(xrdcp.parseOptions({}), counting);
      const urls = [...names, ...names, 'q/missing'].map((name) => url(encodeURI(name)));
      const settled = await Promise.allSettled(urls.map((one) => mover.stat(one, options)));
      const sizes = settled.map((one) => (one.status === 'fulfilled' ? one.value.size : one.reason.kind));
      expect(sizes).toEqual([...names, ...names].map(({ length }) => length).concat(['not-found'] as never));
      expect(calls).toBeLessThan(urls.length);

      calls = 0;
      await Promise.all(Array.from({ length: 50 }, () => mover.stat(url('q/plain'), options)));
      // A client that crashed would be asked once more.
      expect(calls).toBeLessThanOrEqual(2);
    });
  });

  describe('a storage without checksums', () => {
    it('is believed by size', async () => {
      const plain = await startXrootd({ checksums: false });
      onTestFinished(() => plain.stop());
      const source = join(await tempDir(), 'output');
      await writeFile(source, 'content');
      const mover = xrdcp.create(xrdcp.parseOptions({}), toolsAt(plain));
      const request = { file: { lfn: 'output', guid: 'G', optional: false }, source, role: 'output' } as const;
      const [outcome] = await engineOf(mover).stageOut([{ ...request, destination: url('output') }], { signal });
      expect(outcome).toMatchObject({ kind: 'stored', verification: 'size' });
    });
  });

  describe('trouble', () => {
    it('says of a remote disk that it is full, or can only be read', async () => {
      const disk = join(server.root, 'small');
      await mkdir(disk);
      await mountSmallDisk(disk);
      const source = join(await tempDir(), 'source');
      await writeFile(source, Buffer.alloc(2_000_000, 'z'));
      // Plain writes are cut, and nobody says so; page by page the server says why.
      const careful = moverWith({ environment: { XRD_CPUSEPGWRTRD: '1' } });
      await expect(careful.put(source, url('small/file'), options)).rejects.toMatchObject({ kind: 'no-space' });
      // The server takes the file away when it hears that its client has gone, and nobody can lock a disk before that.
      await expect.poll(() => readdir(disk)).toEqual([]);
      await expect.poll(() => spawnSync('mount', ['-o', 'remount,ro', disk]).status).toBe(0);
      await expect(moverWith().put(source, url('small/file'), options)).rejects.toMatchObject({ kind: 'read-only' });
    });

    it('knows a directory from a file', async () => {
      await server.plant('directory/file', Buffer.from('x'));
      const mover = moverWith();
      await expect(mover.stat(url('directory'), options)).rejects.toMatchObject({ kind: 'unsupported' });
      // A server that is asked outright hangs about one time in five.
      for (let asked = 0; asked < 10; asked++) {
        const checksum = mover.checksum(url('directory'), 'adler32', options);
        await expect(checksum).rejects.toMatchObject({ kind: 'unsupported' });
      }
      const get = mover.get(url('directory'), join(await tempDir(), 'copy'), options);
      await expect(get).rejects.toMatchObject({ kind: 'unsupported' });
    });

    it('knows a server that is not there, and a host that is none', async () => {
      const source = join(await tempDir(), 'source');
      await writeFile(source, 'content');
      for (const place of ['root://localhost:9//file', 'root://no-such-host.invalid//file']) {
        const there = new URL(place);
        await expect(moverWith().put(source, there, options)).rejects.toMatchObject({ kind: 'network', exitCode: 51 });
        await expect(moverWith().stat(there, options)).rejects.toMatchObject({ kind: 'network' });
      }
    });

    it('gives up on a server that hangs, when its time is up', async () => {
      const hung = await startXrootd();
      onTestFinished(() => hung.stop());
      hung.signal('SIGSTOP');
      const mover = xrdcp.create(xrdcp.parseOptions({}), toolsAt(hung));
      const short = { ...options, timeoutMs: 300 };
      const directory = await tempDir();
      await expect(mover.stat(url('file'), short)).rejects.toMatchObject({ kind: 'timed-out' });
      await expect(mover.get(url('file'), join(directory, 'copy'), short)).rejects.toMatchObject({ kind: 'timed-out' });
      const impatient = xrdcp.create(xrdcp.parseOptions({ environment: { XRD_CONNECTIONWINDOW: '1' } }), toolsAt(hung));
      await expect(impatient.stat(url('file'), options)).rejects.toMatchObject({ kind: 'network' });
    });

    it('notices a server that dies in the middle', async () => {
      const dying = await startXrootd();
      onTestFinished(() => dying.stop());
      const directory = await tempDir();
      const source = join(directory, 'source');
      await writeFile(source, '');
      // Far more than it gets.
      await truncate(source, 2 ** 33);
      const mover = xrdcp.create(xrdcp.parseOptions({}), toolsAt(dying));
      const outcome = mover.put(source, url('file'), options).then(
        () => 'stored',
        (error: unknown) => (isMoverError(error) ? error.kind : 'bug'),
      );
      await expect.poll(() => sizeOf(join(dying.root, 'file')), { interval: 5 }).toBeGreaterThan(0);
      dying.signal('SIGKILL');
      expect(await outcome).toBe('network');
    });
  });

  it('says how much room there is', async () => {
    expect(await moverWith().freeSpace?.(url(''), options)).toBeGreaterThan(0);
  });
});

function kindOf(settled: PromiseSettledResult<{ readonly mode: string }>): string {
  if (settled.status === 'fulfilled') return settled.value.mode;
  return isMoverError(settled.reason) ? settled.reason.kind : String(settled.reason);
}
