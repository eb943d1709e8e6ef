import { readdirSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, readlink, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { silentLogger } from '@panda-pilot/core';
import { makeFifo, tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { cp } from '../src/index.ts';
import { noTools } from './cp-fixture.ts';

const mover = cp.create(cp.parseOptions(undefined), noTools);
const options = { signal: new AbortController().signal, timeoutMs: 10_000, logger: silentLogger };

describe('the definition of cp', () => {
  it('takes what a queue may say of it, and refuses what it cannot do', () => {
    const plain = { sync: 'never', copyPrefix: [], copyPrefixIn: [] };
    expect(cp.parseOptions(undefined)).toEqual(plain);
    expect(cp.parseOptions({ setup: 'of no interest' })).toEqual(plain);
    expect(cp.parseOptions({ sync: 'put' })).toMatchObject({ sync: 'put' });
    expect(() => cp.parseOptions({ copyPrefix: '/a^/b' })).toThrow(/copyPrefix is .* a list of pairs/);
    expect(() => cp.parseOptions({ sync: 'always' })).toThrow(/"always".*"never" or "put"/);
  });

  it('says of itself what the mover says', () => {
    expect([mover.name, mover.schemes]).toEqual([cp.name, cp.schemes]);
  });
});

describe('a storage that is mounted', () => {
  const service = 'srm://se.example.org:8443/srm/managerv2?SFN=';

  it('is reached by its SURLs: by their path, and by what the prefixes of the queue make of them', async () => {
    const [mount, local] = [await tempDir(), await tempDir()];
    await writeFile(join(local, 'source'), 'content');
    const put = await mover.put(join(local, 'source'), new URL(`${service}${mount}/a/b%20c`), options);
    expect(put).toMatchObject({ mode: 'copied', bytes: 7 });
    expect(await readFile(join(mount, 'a/b c'), 'utf8')).toBe('content');
    const pairs = [{ from: 'srm://se.example.org/atlas', to: mount }];
    const prefixed = cp.create(cp.parseOptions({ copyPrefix: pairs }), noTools);
    expect(prefixed.schemes).toEqual(['file', 'srm']);
    expect(await prefixed.stat(new URL(`${service}/atlas/a/b%20c`), options)).toMatchObject({ size: 7 });
    await prefixed.get(new URL(`${service}/atlas/a/b%20c`), join(local, 'copy'), options);
    expect(await readFile(join(local, 'copy'), 'utf8')).toBe('content');
    await prefixed.remove(new URL(`${service}/atlas/a/b%20c`), options);
    expect(await readdir(join(mount, 'a'))).toEqual([]);
  });

  it.each([`${service}/no-such-mount/file`, `${service}/tmp/../etc/passwd`, `${service}/tmp/x%2fy`, `${service}file`])(
    'is not one at %s',
    async (surl) => {
      await expect(mover.stat(new URL(surl), options)).rejects.toMatchObject({ kind: 'unsupported' });
      const put = mover.put('/etc/passwd', new URL(surl), options);
      await expect(put).rejects.toMatchObject({ kind: 'unsupported' });
    },
  );

  it('is open to the group, and its files to everybody, whatever this process keeps from its own', async () => {
    const [mount, local] = [await tempDir(), await tempDir()];
    const source = join(local, 'source');
    await writeFile(source, 'content', { mode: 0o600 });
    const before = process.umask(0o077);
    try {
      await mover.put(source, pathToFileURL(join(mount, 'dataset/file')), options);
    } finally {
      process.umask(before);
    }
    const modeOf = async (name: string): Promise<number> => (await stat(join(mount, name))).mode & 0o777;
    expect([await modeOf('dataset'), await modeOf('dataset/file')]).toEqual([0o775, 0o644]);
  });
});

describe('the sources that cp takes', () => {
  it('refuses a FIFO, a device and a directory at either end, without waiting, and leaves nothing', async () => {
    const directory = await tempDir();
    const fifo = join(directory, 'fifo');
    makeFifo(fifo);
    for (const source of [fifo, '/dev/zero', directory]) {
      const copy = join(directory, 'copy');
      await expect(mover.get(pathToFileURL(source), copy, options)).rejects.toMatchObject({ kind: 'unsupported' });
      await expect(mover.put(source, pathToFileURL(copy), options)).rejects.toMatchObject({ kind: 'unsupported' });
      await expect(mover.stat(pathToFileURL(source), options)).rejects.toMatchObject({ kind: 'unsupported' });
      await expect(mover.checksum(pathToFileURL(source), 'adler32', options)).rejects.toMatchObject({
        kind: 'unsupported',
      });
    }
    expect(await readdir(directory)).toEqual(['fifo']);
  });

  it('follows a link to a file', async () => {
    const directory = await tempDir();
    await writeFile(join(directory, 'file'), 'content');
    await symlink('file', join(directory, 'link'));
    await mover.get(pathToFileURL(join(directory, 'link')), join(directory, 'copy'), options);
    expect((await stat(join(directory, 'copy'))).isFile()).toBe(true);
    expect(await readFile(join(directory, 'copy'), 'utf8')).toBe('content');
  });

  it('says which side a failure is about', async () => {
    const directory = await tempDir();
    const [missing, nowhere] = [join(directory, 'missing'), join(directory, 'no/such/directory/file')];
    await expect(mover.get(pathToFileURL(missing), nowhere, options)).rejects.toMatchObject({ file: missing });
    await writeFile(missing, 'there');
    const error = { kind: 'not-found', file: nowhere };
    await expect(mover.get(pathToFileURL(missing), nowhere, options)).rejects.toMatchObject(error);
  });
});

describe('the destinations that cp writes to', () => {
  it('gets nothing over what is there, be it a dangling link', async () => {
    const directory = await tempDir();
    const source = join(directory, 'source');
    await writeFile(source, 'content');
    await writeFile(join(directory, 'file'), 'other');
    await symlink('elsewhere', join(directory, 'link'));
    for (const name of ['file', 'link']) {
      const get = mover.get(pathToFileURL(source), join(directory, name), options);
      await expect(get).rejects.toMatchObject({ kind: 'exists', file: join(directory, name) });
    }
    expect(await readFile(join(directory, 'file'), 'utf8')).toBe('other');
    expect((await readdir(directory)).toSorted()).toEqual(['file', 'link', 'source']);
  });

  it('replaces a link, and never writes through it', async () => {
    const directory = await tempDir();
    const source = join(directory, 'source');
    await writeFile(source, 'content');
    await writeFile(join(directory, 'precious'), 'precious');
    await symlink('precious', join(directory, 'link'));
    await mover.put(source, pathToFileURL(join(directory, 'link')), options);
    expect(await readFile(join(directory, 'precious'), 'utf8')).toBe('precious');
    await expect(readlink(join(directory, 'link'))).rejects.toMatchObject({ code: 'EINVAL' });
    expect(await readFile(join(directory, 'link'), 'utf8')).toBe('content');
  });

  it('does not take the place of a directory, and leaves nothing', async () => {
    const directory = await tempDir();
    const source = join(directory, 'source');
    await writeFile(source, 'content');
    await mkdir(join(directory, 'taken/by/a-directory'), { recursive: true });
    const put = mover.put(source, pathToFileURL(join(directory, 'taken')), options);
    await expect(put).rejects.toMatchObject({ kind: 'unsupported' });
    expect((await readdir(directory)).toSorted()).toEqual(['source', 'taken']);
  });

  it('makes no directory where a file is in the way', async () => {
    const directory = await tempDir();
    const source = join(directory, 'source');
    await writeFile(source, 'content');
    const put = mover.put(source, pathToFileURL(join(source, 'below')), options);
    await expect(put).rejects.toMatchObject({ kind: expect.stringMatching(/^(not-found|exists)$/) });
  });

  it('refuses a name that is too long for the disk', async () => {
    const directory = await tempDir();
    const source = join(directory, 'source');
    await writeFile(source, 'content');
    const put = mover.put(source, pathToFileURL(join(directory, 'x'.repeat(256))), options);
    await expect(put).rejects.toMatchObject({ kind: 'unsupported' });
    await mover.put(source, pathToFileURL(join(directory, 'x'.repeat(255))), options);
    expect((await readdir(directory)).toSorted()).toEqual(['source', 'x'.repeat(255)]);
  });

  it.each(['file://server/share/file', 'file:///with%00nul', 'file:///escaped%2Fslash'])('refuses %s', async (href) => {
    const url = new URL(href);
    await expect(mover.stat(url, options)).rejects.toMatchObject({ kind: 'unsupported' });
    await expect(mover.put('/etc/passwd', url, options)).rejects.toMatchObject({ kind: 'unsupported' });
    await expect(mover.remove(url, options)).rejects.toMatchObject({ kind: 'unsupported' });
  });

  it('does not carry over mode and time of the source', async () => {
    const directory = await tempDir();
    const [source, destination] = [join(directory, 'source'), join(directory, 'copy')];
    await writeFile(source, 'content');
    await chmod(source, 0o4755);
    await utimes(source, 0, 0);
    await mover.put(source, pathToFileURL(destination), options);
    expect((await stat(destination)).mode & 0o7777).toBe(0o644 & ~process.umask());
    const { modifiedAt } = await mover.stat(pathToFileURL(destination), options);
    expect(modifiedAt?.getTime()).toBeGreaterThan(Date.now() - 60_000);
  });

  it('can wait until a file is on the disk', async () => {
    const directory = await tempDir();
    const source = join(directory, 'source');
    await writeFile(source, 'content');
    const durable = cp.create(cp.parseOptions({ sync: 'put' }), noTools);
    const destination = pathToFileURL(join(directory, 'a/b/file'));
    expect(await durable.put(source, destination, options)).toMatchObject({ mode: 'copied', bytes: 7 });
    expect(await readdir(join(directory, 'a/b'))).toEqual(['file']);
  });
});

describe('what a killed pilot leaves on a mounted storage', () => {
  it('has a name that no other file has, and goes with the file', async () => {
    const directory = await tempDir();
    const source = join(directory, 'source');
    await writeFile(source, 'content'.repeat(1_000_000));
    const seen = new Set<string>();
    const storage = join(directory, 'storage');
    // At once: a thread that lists it may come to that when all is done.
    const look = { ...options, onProgress: () => readdirSync(storage).forEach((name) => seen.add(name)) };
    await mover.put(source, pathToFileURL(join(storage, 'file')), look);
    const part = [...seen].find((name) => name !== 'file') ?? '';
    expect(part).toMatch(/^\.panda-part-/);

    await writeFile(join(storage, part), 'half');
    await writeFile(join(storage, part.replace(/-[0-9a-f]{32}-/, `-${'0'.repeat(32)}-`)), "another file's");
    await mover.remove(pathToFileURL(join(storage, 'file')), options);
    expect(await readdir(storage)).toEqual([`.panda-part-${'0'.repeat(32)}-${part.slice(-36)}`]);
  });
});

describe('the free space of a mounted storage', () => {
  it('is known', async () => {
    const free = await mover.freeSpace?.(pathToFileURL(await tempDir()), options);
    expect(free).toBeGreaterThan(0);
  });

  it('is not known where there is nothing', async () => {
    const nowhere = pathToFileURL(join(await tempDir(), 'nowhere'));
    await expect(mover.freeSpace?.(nowhere, options)).rejects.toMatchObject({ kind: 'not-found' });
  });
});
