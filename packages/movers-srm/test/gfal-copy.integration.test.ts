import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import type { Mover, MoverDefinition } from '@panda-pilot/movers-core';
import { directoryStorage, type SrmFault, tempDir, tree } from '@panda-pilot/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gfalCopy, lcgCp, type SrmOptions, storm } from '../src/index.ts';
import { needsSrm, type SrmStorage, startSrmStorage } from './srm-storage.ts';

let storage: SrmStorage;
let count = 0;

describe.skipIf(needsSrm())('gfal2 2.21 and an SRM', () => {
  beforeAll(async () => {
    storage = await startSrmStorage();
  });
  afterAll(() => storage.stop());

  it.each<[string, SrmFault, string]>([
    ['has no room', { answers: { srmPrepareToPut: 'SRM_NO_FREE_SPACE' } }, 'no-space'],
    ['forbids it', { answers: { srmPrepareToPut: 'SRM_AUTHORIZATION_FAILURE' } }, 'denied'],
    ['fails', { answers: { srmPrepareToPut: 'SRM_FAILURE' } }, 'other'],
    ['is busy with it', { answers: { srmPrepareToPut: 'SRM_FILE_BUSY' } }, 'offline'],
  ])('that %s: no put', async (_, fault, kind) => {
    const { mover, url, path, local } = await workplace({ source: 'content' });
    storage.srm.faults.set(path('file'), fault);
    await expect(mover.put(join(local, 'source'), url('file'), call)).rejects.toMatchObject({ kind });
  });

  it.each<[string, SrmFault, string]>([
    ['has lost it', { answers: { srmPrepareToGet: 'SRM_FILE_LOST' } }, 'not-found'],
    ['has its pool down', { answers: { srmPrepareToGet: 'SRM_FILE_UNAVAILABLE' } }, 'offline'],
    ['forbids it', { answers: { srmLs: 'SRM_AUTHORIZATION_FAILURE' } }, 'denied'],
  ])('that %s: no get, and nothing left', async (_, fault, kind) => {
    const { mover, url, path, plant, local } = await workplace();
    await plant('file', Buffer.from('content'));
    storage.srm.faults.set(path('file'), fault);
    await expect(mover.get(url('file'), join(local, 'copy'), call)).rejects.toMatchObject({ kind });
    expect(await readdir(local)).toEqual([]);
  });

  it('that lets requests wait: they come again', async () => {
    const { mover, url, path, plant, local } = await workplace();
    await plant('file', Buffer.from('content'));
    storage.srm.faults.set(path('file'), { polls: 1 });
    expect(await mover.get(url('file'), join(local, 'copy'), call)).toEqual({ mode: 'copied', bytes: 7 });
  });

  it('that has a file on tape: its locality is told, and a get brings it online', async () => {
    const { mover, url, path, plant, local } = await workplace();
    await plant('file', Buffer.from('content'));
    expect(await mover.locality?.(url('file'), call)).toBe('online');
    storage.srm.faults.set(path('file'), { nearline: true, polls: 1 });
    expect(await mover.locality?.(url('file'), call)).toBe('nearline');
    await mover.get(url('file'), join(local, 'copy'), call);
    expect(await mover.locality?.(url('file'), call)).toBe('online');
    await expect(mover.locality?.(url('missing'), call)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('that has files on tape: one request brings them all online, and is not waited for', async () => {
    const { mover, url, path, plant } = await workplace();
    for (const name of ['one', 'with a blank']) {
      await plant(name, Buffer.from('content'));
      storage.srm.faults.set(path(name), { nearline: true });
    }
    const calls = storage.srm.calls.length;
    await mover.recall?.([url('one'), url('with a blank')], call);
    const asked = storage.srm.calls.slice(calls).filter(({ operation }) => operation === 'srmBringOnline');
    expect(asked).toHaveLength(1);
    expect(await mover.locality?.(url('one'), call)).toBe('online');
    expect(await mover.locality?.(url('with a blank'), call)).toBe('online');
  });

  it('that knows no checksum: GridFTP is asked', async () => {
    const { mover, url, path, plant } = await workplace();
    await plant('file', Buffer.from('a'));
    storage.srm.faults.set(path('file'), { checksumType: 'none' });
    expect(await mover.checksum(url('file'), 'adler32', call)).toEqual({ algorithm: 'adler32', value: '00620062' });
  });

  it('puts into the space that the site names', async () => {
    const { mover, url, local } = await workplace({ source: 'content' }, { spaceToken: 'ATLASDATADISK' });
    await mover.put(join(local, 'source'), url('file'), call);
    expect(storage.srm.calls.findLast(({ operation }) => operation === 'srmPrepareToPut')?.space).toBe('42');
    const other = await workplace({ source: 'content' }, { spaceToken: 'NOSUCH' });
    const put = other.mover.put(join(other.local, 'source'), other.url('file'), call);
    await expect(put).rejects.toMatchObject({ kind: 'unsupported', exitCode: 53 });
  });

  it('moves a batch by one process, each file with its own end', async () => {
    const names = ['with a blank', 'per%20cent', 'c', 'taken'];
    const { url, plant, read, local } = await workplace(Object.fromEntries(names.map((name) => [name, name])));
    await plant('down/taken', Buffer.from('before'));
    const started: string[] = [];
    const mover = gfalCopy.create(gfalCopy.parseOptions({}), {
      ...storage.tools,
      runCommand(tool, args, options) {
        started.push(tool);
        return storage.tools.runCommand(tool, args, options);
      },
    });
    const puts = await mover.putMany?.(
      names.map((name) => ({ source: join(local, name), destination: url(`down/${name}`) })),
      call,
    );
    expect(puts?.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
    expect(puts?.[3]).toMatchObject({ reason: { kind: 'exists' } });
    expect(String(await read('down/per%20cent'))).toBe('per%20cent');
    expect(String(await read('down/taken'))).toBe('before');
    // One that crashes, as they do now and then, is begun once more.
    expect(started.filter((tool) => tool === 'gfal-copy').length).toBeLessThan(names.length - 1);
    const gets = await mover.getMany?.(
      ['missing', ...names].map((name) => ({ source: url(`down/${name}`), destination: join(local, `${name}.copy`) })),
      call,
    );
    expect(gets?.[0]).toMatchObject({ reason: { kind: 'not-found' } });
    expect(gets?.slice(1).map(({ status }) => status)).toEqual(names.map(() => 'fulfilled'));
    expect(await readFile(join(local, 'with a blank.copy'), 'utf8')).toBe('with a blank');
    expect((await readdir(local)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('that is gone, or whose proxy is: the kinds differ', async () => {
    const { mover, path } = await workplace();
    const gone = new URL(`srm://localhost:1/srm/managerv2?SFN=${path('file')}`);
    await expect(mover.stat(gone, call)).rejects.toMatchObject({ kind: 'network' });
    const { url, mover: nobody } = await workplace({}, { environment: { X509_USER_PROXY: '/nonexistent' } });
    await expect(nobody.stat(url('file'), call)).rejects.toMatchObject({ kind: 'denied' });
  });

  it('that has its files mounted on the node: storm links them', async () => {
    const { mover, url, plant, local } = await workplace({}, {}, storm);
    await plant('file', Buffer.from('content'));
    expect(await mover.get(url('file'), join(local, 'link'), call)).toEqual({ mode: 'linked', bytes: 7 });
    expect(await readFile(join(local, 'link'), 'utf8')).toBe('content');
    await expect(mover.get(url('missing'), join(local, 'no'), call)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('does the work of lcg-cp, which is gone', async () => {
    const { mover, url, local } = await workplace({ source: 'content' }, {}, lcgCp);
    await mover.put(join(local, 'source'), url('a/b/file'), call);
    expect(await mover.stat(url('a/b/file'), call)).toEqual({ size: 7 });
    await mover.remove(url('a/b/file'), call);
    await expect(mover.stat(url('a/b/file'), call)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('copies from and to plain GridFTP and local files', async () => {
    const { mover, local } = await workplace();
    await writeFile(join(local, 'source'), 'content');
    const remote = new URL(`${storage.gridftp.url}${storage.root}/plain-${count}`);
    await mover.put(join(local, 'source'), remote, call);
    expect(await mover.stat(remote, call)).toEqual({ size: 7 });
    await mover.get(new URL(`file://${local}/source`), join(local, 'copy'), call);
    expect(await readFile(join(local, 'copy'), 'utf8')).toBe('content');
  });
});

const call = { signal: new AbortController().signal, timeoutMs: 50_000, logger: silentLogger };

/** A directory of the storage and one of this disk, both of this test's own. */
async function workplace(
  files: Readonly<Record<string, string>> = {},
  settings: Partial<SrmOptions> = {},
  definition: MoverDefinition<SrmOptions> = gfalCopy,
) {
  const directory = `/more-${++count}`;
  const path = (name: string): string => `${directory}/${name}`;
  const mover: Mover = definition.create(definition.parseOptions(settings), storage.tools);
  const local = Object.keys(files).length === 0 ? await tempDir() : await tree(files);
  await directoryStorage(join(storage.root, directory)).plant('.keep', new Uint8Array());
  return {
    mover,
    local,
    path,
    url: (name: string) => storage.srm.url(path(name)),
    ...directoryStorage(join(storage.root, directory)),
  };
}
