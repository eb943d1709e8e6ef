import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { expectNoProcessNaming, tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { xrdcp } from '../src/index.ts';
import { fakeClients } from './fake-fixture.ts';

const { signal } = new AbortController();
const options = { signal, timeoutMs: 8000, logger: silentLogger };
const url = new URL('root://host:1094//data/file');

/** Writes what its last argument names, and says so. */
const copies = (bytes: number, digits = '620062', end = '') =>
  `for last; do :; done; /usr/bin/head -c ${bytes} /dev/zero > "$last"; echo "adler32: ${digits} $last ${bytes}" >&2; ${end}`;

describe('an xrdcp that cannot be trusted', () => {
  const get = async (script: string, timeoutMs = 8000) => {
    const { mover } = await fakeClients({ xrdcp: { script } });
    const directory = await tempDir();
    const outcome = await mover.get(url, join(directory, 'copy'), { ...options, timeoutMs }).then(
      (receipt) => receipt,
      (error: unknown) => error,
    );
    return { outcome, left: await readdir(directory) };
  };

  it('pads the checksum that it prints', async () => {
    const { outcome } = await get(copies(1));
    expect(outcome).toEqual({ mode: 'copied', bytes: 1, checksum: { algorithm: 'adler32', value: '00620062' } });
  });

  it.each([
    ['exits 0 without a file', 'exit 0', 'other'],
    ['exits 0 with half a file', copies(10).replace(' 10"', ' 20"'), 'size-mismatch'],
    ['exits 0 with a complaint', copies(10, '620062', 'echo "Run: [ERROR] CheckSum error" >&2'), 'checksum-mismatch'],
    ['prints garbage and fails', 'printf "\\377\\376\\000garbage" >&2; exit 77', 'other'],
    ['fails without a word', 'exit 1', 'other'],
    ['is killed', 'kill -9 $$', 'other'],
    ['says the network is gone', 'echo "Run: [FATAL] Connection error:  (source)" >&2; exit 51', 'network'],
    ['says so by its exit code only', 'exit 51', 'network'],
  ])('%s: nothing is left', async (_what, script, kind) => {
    const { outcome, left } = await get(script);
    expect(outcome).toMatchObject({ name: 'MoverError', kind });
    expect(left).toEqual([]);
  });

  it('is believed when it crashes after the work, for the file is verified', async () => {
    const { outcome } = await get(copies(10, '0ac60265', 'kill -SEGV $$'));
    expect(outcome).toMatchObject({ bytes: 10, checksum: { value: '0ac60265' } });
  });

  it('counts the disk, not its words, when it prints nothing', async () => {
    const { outcome } = await get('for last; do :; done; printf 12345 > "$last"');
    expect(outcome).toEqual({ mode: 'copied', bytes: 5 });
  });

  it('is stopped when it hangs, with what it started', async () => {
    const marker = `31${process.pid}.5`;
    const hangs = join(await tempDir(), 'hangs');
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const stopped = get(`/bin/sleep ${marker} & ${copies(10)} : > ${hangs}; /bin/sleep ${marker}`, 300);
    await expect.poll(() => existsSync(hangs), { interval: 5 }).toBe(true);
    vi.advanceTimersByTime(300);
    vi.useRealTimers();
    const { outcome, left } = await stopped;
    expect(outcome).toMatchObject({ kind: 'timed-out', tail: expect.stringContaining('adler32') });
    expect(left).toEqual([]);
    await expectNoProcessNaming(marker);
  });

  it('may talk without end', async () => {
    const { outcome } = await get(`/usr/bin/yes "v5.9 banner" | /usr/bin/head -c 40000000; ${copies(10)}`);
    expect(outcome).toMatchObject({ bytes: 10, checksum: { value: '00620062' } });
  });

  it('is run once more when the server drops the connection after the handshake, and no more than that', async () => {
    const reset = 'echo "Run: [FATAL] TLS error: connection reset by peer (source)" >&2; exit 51';
    const once = join(await tempDir(), 'once');
    const { outcome } = await get(`[ -e ${once} ] || { : > ${once}; ${reset}; }; ${copies(10)}`);
    expect(outcome).toMatchObject({ bytes: 10 });
    const runs = join(await tempDir(), 'runs');
    const { outcome: refused, left } = await get(`echo >> ${runs}; ${reset}`);
    expect(refused).toMatchObject({ kind: 'network', message: expect.stringContaining('connection reset by peer') });
    expect([await readFile(runs, 'utf8'), left]).toEqual(['\n\n', []]);
  });

  it('is missing', async () => {
    const { mover } = await fakeClients({});
    const get = mover.get(url, join(await tempDir(), 'copy'), options);
    await expect(get).rejects.toMatchObject({ kind: 'tool-missing', file: url.href });
    await expect(mover.stat(url, options)).rejects.toMatchObject({ kind: 'tool-missing' });
  });
});

/** What a mover wants to hear before it asks for a checksum. */
const aFile = '\nSize:   1\n';

it('has a server recall many files from tape by one command', async () => {
  const { mover, calls } = await fakeClients({ xrdfs: {} });
  await mover.recall?.([new URL('root://host//data/one'), new URL('root://host//data/with%20a%20blank')], options);
  const words = ['root://host', 'prepare', '-s', '/data/one', '/data/with a blank'];
  expect((await calls()).map(({ args }) => args)).toEqual([words]);
});

describe('a server that lies', () => {
  it.each([
    ['stat', 'Path: /data/file\nSize: many\nFlags: 16 (IsReadable)\n', 'other'],
    ['stat', '<html>please log in</html>', 'other'],
    ['stat', 'Path: /data/file\nSize:   4096\nFlags:  51 (XBitSet|IsDir|IsReadable)\n', 'unsupported'],
    ['checksum', 'adler32 nonsense', 'other'],
    ['checksum', 'adler32 123456789', 'other'],
    ['checksum', 'md5 0cc175b9c0f1b6a831c399e269772661', 'unsupported'],
    ['checksum', '', 'other'],
  ] as const)('has no answer to %s: %j', async (question, stdout, kind) => {
    const said = question === 'stat' ? stdout : `${stdout}${aFile}`;
    const { mover } = await fakeClients({ xrdfs: { stdout: said } });
    const asked = question === 'stat' ? mover.stat(url, options) : mover.checksum(url, 'adler32', options);
    await expect(asked).rejects.toMatchObject({ kind });
  });

  it('may end a session by a crash, which is begun once more for all its questions together', async () => {
    const once = join(await tempDir(), 'once');
    const answers = 'while read -r line; do printf "[host] / > %s\\nSize:   7\\n" "$line"; done';
    const { mover, calls } = await fakeClients({
      xrdfs: { script: `[ -e ${once} ] || { : > ${once}; kill -SEGV $$; }; ${answers}` },
    });
    const asked = ['one', 'two', 'three'].map((name) => mover.stat(new URL(`root://host//${name}`), options));
    expect(await Promise.all(asked)).toEqual([{ size: 7 }, { size: 7 }, { size: 7 }]);
    expect((await calls()).map(({ args }) => args)).toEqual([['root://host'], ['root://host']]);
  });

  it('may leave out zeros on the left', async () => {
    const { mover } = await fakeClients({ xrdfs: { stdout: `adler32 620062${aFile}` } });
    expect(await mover.checksum(url, 'adler32', options)).toEqual({ algorithm: 'adler32', value: '00620062' });
  });
});

describe('what the clients are given', () => {
  it('is arguments, never a shell, whatever the names are', async () => {
    const { mover, calls } = await fakeClients({ xrdcp: { script: 'exit 0' }, xrdfs: { stdout: 'Size: 7\n' } });
    const directory = await tree({ '-rf $(x)': 'content' });
    const hostile = new URL(`root://host//${encodeURIComponent('; rm -rf ~ `x` "y"')}?oss.cgroup=disk`);
    await mover.put(join(directory, '-rf $(x)'), hostile, options);
    const [put, stat] = await calls();
    const destination = 'root://host//; rm -rf ~ `x` "y"?oss.cgroup=disk';
    expect(put?.args).toEqual(['-np', '--posc', '--cksum', 'adler32:source', join(directory, '-rf $(x)'), destination]);
    expect(stat?.args).toEqual(['root://host', 'stat', '/; rm -rf ~ `x` "y"']);
  });

  it('is an environment of its own', async () => {
    const given = {
      X509_USER_PROXY: '/tmp/proxy',
      X509_USER_CERT: '/cert',
      X509_USER_KEY: '/key',
      XRD_STREAMTIMEOUT: '7',
    };
    const settings = { environment: { XrdSecPROTOCOL: 'gsi' } };
    const { mover, calls } = await fakeClients({ xrdcp: { script: copies(1) } }, { settings, env: given });
    await mover.get(url, join(await tempDir(), 'copy'), options);
    const [call] = await calls();
    expect(call?.env).toMatchObject({
      X509_USER_PROXY: '/tmp/proxy',
      XRD_STREAMTIMEOUT: '7',
      XRD_CONNECTIONRETRY: '1',
      XRD_CPUSEPGWRTRD: '0',
      XrdSecPROTOCOL: 'gsi',
      LC_ALL: 'C',
    });
    expect(call?.env).not.toHaveProperty('X509_USER_CERT');
    expect(call?.env).not.toHaveProperty('X509_USER_KEY');
  });

  it("is the environment of the site's setup, which is sourced once", async () => {
    const directory = await tree({ 'set up.sh': 'echo sourced >> "$LOG"; export FROM_SETUP="a b\nc"; echo noise' });
    const settings = { setup: join(directory, 'set up.sh') };
    const env = { LOG: join(directory, 'log') };
    const { mover, calls } = await fakeClients({ xrdcp: { script: copies(1) } }, { settings, env });
    for (const name of ['one', 'two']) await mover.get(url, join(directory, name), options);
    expect((await calls()).map((call) => call.env['FROM_SETUP'])).toEqual(['a b\nc', 'a b\nc']);
    expect(await readdir(directory)).toContain('log');
  });

  it('is nothing when the setup fails, and the setup is tried again', async () => {
    const directory = await tree({ 'setup.sh': 'echo "no cvmfs here" >&2; return 3' });
    const settings = { setup: join(directory, 'setup.sh') };
    const { mover } = await fakeClients({ xrdcp: { script: copies(1) } }, { settings });
    const get = mover.get(url, join(directory, 'copy'), options);
    await expect(get).rejects.toMatchObject({ kind: 'tool-missing', tail: expect.stringContaining('no cvmfs here') });
    await writeFile(settings.setup, 'true');
    expect(await mover.get(url, join(directory, 'copy'), options)).toMatchObject({ bytes: 1 });
  });
});

describe('the settings of a site', () => {
  it.each([
    [{ setup: 'relative/setup.sh' }, 'setup'],
    [{ environment: { A: 1 } }, 'environment'],
    [{ checksums: ['sha1'] }, 'checksums'],
    [{ parallel: 0 }, 'parallel'],
    [{ copyPrefix: 'a^b' }, 'copyPrefix'],
  ])('are refused where they are wrong: %j', (settings, name) => {
    expect(() => xrdcp.parseOptions(settings)).toThrow(`copytool xrdcp: ${name} is`);
  });

  it('may all be left out', () => {
    const defaults = { environment: {}, copyPrefix: [], copyPrefixIn: [], checksums: ['adler32', 'md5'], parallel: 4 };
    expect(xrdcp.parseOptions(undefined)).toEqual(defaults);
    expect(xrdcp.parseOptions({ setup: '/setup.sh', theirs: true })).toEqual({ ...defaults, setup: '/setup.sh' });
  });
});
