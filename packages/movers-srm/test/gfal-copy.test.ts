import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { gfalCopy } from '../src/index.ts';
import { fakeClients } from './fake-clients.ts';

const call = { signal: new AbortController().signal, timeoutMs: 7500, logger: silentLogger };
const url = new URL('srm://se:8443/srm/managerv2?SFN=/atlas/file');

describe('gfal-copy', () => {
  it('is told its limits, the space and the protocols, and nothing that an option could begin', async () => {
    const directory = await tree({ source: '12345' });
    const settings = { spaceToken: 'DISK', turlProtocols: ['gsiftp'] };
    const { mover, calls } = await fakeClients(gfalCopy, { 'gfal-copy': {} }, { settings });
    expect(await mover.put(join(directory, 'source'), url, call)).toEqual({ mode: 'copied', bytes: 5 });
    const [only] = await calls();
    const args = only?.args ?? [];
    expect(args.join(' ')).toMatch(/^-t 8 -D BDII:ENABLED=false -D SRM PLUGIN:TURL_PROTOCOLS=gsiftp /);
    expect(args.slice(-6)).toEqual(['-p', '-S', 'DISK', '--', `file://${directory}/source`, url.href]);
    expect(only?.env).toMatchObject({ LC_ALL: 'C', XRD_CONNECTIONRETRY: '1' });
    expect(only?.env).not.toHaveProperty('GFAL_PYTHONBIN');
  });

  it('takes a crash at its end for a success when all has come, and only then', async () => {
    const directory = await tempDir();
    const script = (bytes: number) =>
      `for to; do :; done; echo "Copying ${bytes} bytes a => $to"; printf 12345 > "\${to#file://}"; kill -ABRT $$`;
    const good = await fakeClients(gfalCopy, { 'gfal-copy': { script: script(5) } });
    expect(await good.mover.get(url, join(directory, 'good'), call)).toEqual({ mode: 'copied', bytes: 5 });
    const cut = await fakeClients(gfalCopy, { 'gfal-copy': { script: script(6) } });
    await expect(cut.mover.get(url, join(directory, 'cut'), call)).rejects.toMatchObject({ kind: 'other' });
    expect(await readdir(directory)).toEqual(['good']);
  });

  it.each([
    ['ends well without a file', {}],
    [
      'ends well and complains',
      { script: 'for to; do :; done; echo x > "${to#file://}"', stdout: 'ERROR: <class> (x)\n' },
    ],
  ])('does not trust a program that %s', async (_, tool) => {
    const directory = await tempDir();
    const { mover } = await fakeClients(gfalCopy, { 'gfal-copy': tool });
    await expect(mover.get(url, join(directory, 'copy'), call)).rejects.toMatchObject({ name: 'MoverError' });
    expect(await readdir(directory)).toEqual([]);
  });

  it('refuses a destination that turns out to be a directory', async () => {
    const directory = await tree({ source: '12345' });
    const { mover } = await fakeClients(gfalCopy, {
      'gfal-copy': { stdout: `Copying 5 bytes a => ${url.href}/source\n` },
    });
    await expect(mover.put(join(directory, 'source'), url, call)).rejects.toMatchObject({ kind: 'unsupported' });
  });

  it.each([
    ['gfal-stat', '<html>login</html>'],
    ['gfal-sum', 'what?'],
    ['gfal-sum', `${url.href} 00000000`],
  ])('does not read an answer into what %s prints: %s', async (tool, stdout) => {
    const { mover } = await fakeClients(gfalCopy, { [tool]: { stdout } });
    const asked = tool === 'gfal-stat' ? mover.stat(url, call) : mover.checksum(url, 'adler32', call);
    await expect(asked).rejects.toMatchObject({ kind: 'other', tail: expect.stringContaining(stdout) });
  });

  it('pads what the storage leaves out, and asks for no kind that it is not said to know', async () => {
    const { mover, calls } = await fakeClients(gfalCopy, { 'gfal-sum': { stdout: `${url.href} 620062\n` } });
    expect(await mover.checksum(url, 'adler32', call)).toEqual({ algorithm: 'adler32', value: '00620062' });
    await expect(mover.checksum(url, 'crc32c', call)).rejects.toMatchObject({ kind: 'unsupported' });
    expect(await calls()).toHaveLength(1);
  });

  it('has its answer from a program that crashes once it has said all, and asks again what it did not say', async () => {
    const runs = join(await tempDir(), 'runs');
    const sum = { script: `echo >> ${runs}; echo "${url.href} 620062"; kill -ABRT $$` };
    const half = { script: `echo >> ${runs}; printf '  Size: 1'; kill -ABRT $$` };
    const { mover } = await fakeClients(gfalCopy, { 'gfal-sum': sum, 'gfal-stat': half, 'gfal-rm': half });
    expect(await mover.checksum(url, 'adler32', call)).toEqual({ algorithm: 'adler32', value: '00620062' });
    expect(await readFile(runs, 'utf8')).toBe('\n');
    await expect(mover.stat(url, call)).rejects.toMatchObject({ kind: 'other', momentary: true });
    await expect(mover.remove(url, call)).rejects.toMatchObject({ kind: 'other', momentary: true });
    expect(await readFile(runs, 'utf8')).toBe('\n'.repeat(5));
  });

  /** Copies what its list names; the first run crashes at the file `b`. */
  const crashesAtB = (runs: string, copy: string): string => `while [ "$1" != --from-file ]; do shift; done
echo >> ${runs}
while read -r source; do
  name="\${source##*/}"
  echo "Copying 1 bytes $source => x"
  ${copy}
  if [ "$name" = b ] && [ "$(/usr/bin/wc -l < ${runs})" -eq 1 ]; then kill -ABRT $$; fi
done < "$2"`;

  it('takes up together what a batch that crashed has not fetched', async () => {
    const [directory, runs] = [await tempDir(), join(await tempDir(), 'runs')];
    const script = crashesAtB(runs, 'for to; do :; done; printf 1 > "${to#file://}$name"');
    const { mover } = await fakeClients(gfalCopy, { 'gfal-copy': { script } });
    const requests = ['a', 'b', 'c', 'd'].map((name) => ({
      source: new URL(`srm://se/${name}`),
      destination: join(directory, name),
    }));
    const settled = await mover.getMany?.(requests, call);
    expect(settled?.map((one) => (one.status === 'fulfilled' ? one.value.bytes : one.reason))).toEqual([1, 1, 1, 1]);
    expect(await readFile(runs, 'utf8')).toBe('\n\n');
    expect(await readdir(directory)).toEqual(['a', 'b', 'c', 'd']);
  });

  /** A storage that has `bytes` of a file, until that is removed by a program that ends with `exitCode`. */
  const storageWith = (bytes: number, gone: string, exitCode = 0) => ({
    'gfal-stat': { stdout: `  File: 'srm://se/x/b'\n  Size: ${bytes}\tregular file\n` },
    'gfal-rm': {
      script: exitCode === 0 ? `echo > ${gone}` : '',
      stdout: exitCode === 0 ? 'x\tDELETED\n' : '',
      exitCode,
    },
  });

  it.each([
    ['whole', 'fulfilled', 1, 0, 0],
    ['cut', 'fulfilled', 0, 0, 1],
    ['cut, and there is no way to remove it', 'rejected', 0, 13, 1],
  ])('asks for the file at which a batch of uploads crashed: %s', async (_, status, size, exitCode, removals) => {
    const directory = await tree({ a: '1', b: '1', c: '1', d: '1' });
    const [runs, gone] = [join(await tempDir(), 'runs'), join(await tempDir(), 'gone')];
    const complaint = `if [ "$(/usr/bin/wc -l < ${runs})" -eq 2 ] && [ "$name" = b ] && [ ! -e ${gone} ]; then echo "ERROR (17): exists"; fi`;
    const { mover, calls } = await fakeClients(gfalCopy, {
      'gfal-copy': { script: crashesAtB(runs, complaint) },
      'gfal-mkdir': {},
      ...storageWith(size, gone, exitCode),
    });
    const requests = ['a', 'b', 'c', 'd'].map((name) => ({
      source: join(directory, name),
      destination: new URL(`srm://se/x/${name}`),
    }));
    const settled = await mover.putMany?.(requests, call);
    expect(settled?.map((one) => one.status)).toEqual(['fulfilled', status, 'fulfilled', 'fulfilled']);
    if (status === 'rejected') expect(settled?.[1]).toMatchObject({ reason: { kind: 'other', momentary: true } });
    const tools = (await calls()).map(({ tool }) => tool);
    expect(tools.filter((tool) => tool === 'gfal-copy')).toHaveLength(2);
    expect(tools.filter((tool) => tool === 'gfal-stat')).toHaveLength(1);
    expect(tools.filter((tool) => tool === 'gfal-rm')).toHaveLength(removals);
  });

  it.each([
    ['takes away what it left, and stores it again', 0, 'resolves'],
    ['has failed where that stays', 13, 'rejects'],
  ])('that crashes in the middle of an upload %s', async (_, exitCode, ends) => {
    const directory = await tree({ source: '12345' });
    const [runs, gone] = [join(await tempDir(), 'runs'), join(await tempDir(), 'gone')];
    const script = `echo >> ${runs}; for to; do :; done
if [ "$(/usr/bin/wc -l < ${runs})" -eq 1 ]; then echo "Copying 5 bytes a => $to"; kill -ABRT $$; fi
if [ ! -e ${gone} ]; then echo 'gfal-copy error: 17 (File exists) - Destination exists' >&2; exit 17; fi`;
    const { mover } = await fakeClients(gfalCopy, { 'gfal-copy': { script }, ...storageWith(2, gone, exitCode) });
    const put = mover.put(join(directory, 'source'), url, call);
    if (ends === 'resolves') expect(await put).toEqual({ mode: 'copied', bytes: 5 });
    else await expect(put).rejects.toMatchObject({ kind: 'other', momentary: true });
    expect(await readFile(runs, 'utf8')).toBe('\n\n');
  });

  it('fails as a whole where a batch did not begin', async () => {
    const directory = await tempDir();
    const { mover } = await fakeClients(gfalCopy, { 'gfal-copy': { exitCode: 127, stderr: 'no python\n' } });
    const requests = ['a', 'b'].map((name) => ({
      source: new URL(`srm://se/${name}`),
      destination: join(directory, name),
    }));
    const settled = await mover.getMany?.(requests, call);
    expect(settled).toMatchObject(requests.map(() => ({ status: 'rejected', reason: { kind: 'tool-missing' } })));
    expect(await readdir(directory)).toEqual([]);
  });

  it('says which program is missing', async () => {
    const directory = await tempDir();
    await writeFile(join(directory, 'source'), '');
    const { mover } = await fakeClients(gfalCopy, {});
    await expect(mover.put(join(directory, 'source'), url, call)).rejects.toMatchObject({ kind: 'tool-missing' });
  });
});
