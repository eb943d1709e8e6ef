import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { queuedataFrom } from '@panda-pilot/core';
import { tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { type InputsWanted, inputRequests } from '../../src/transfers/input-requests.ts';
import { type OutputsWanted, outputRequests } from '../../src/transfers/output-requests.ts';

const queuedata = queuedataFrom({
  nickname: 'Q',
  copytool: 'xrdcp',
  se: 'root://se',
  seprodpath: '/prod/rucio',
  sepath: '/user/rucio',
});
const way = { queuedata, ofQueue: true, env: {} };

function inputs(wanted: Partial<InputsWanted>, cwd: string): ReturnType<typeof inputRequests> {
  const usual = { files: [], to: '.', checksums: [], sizes: [], direct: false, replace: false, production: true };
  return inputRequests({ ...usual, ...wanted }, way, cwd);
}

function outputs(wanted: Partial<OutputsWanted>, cwd: string): ReturnType<typeof outputRequests> {
  const usual = { files: [], to: undefined, scope: 'test', role: 'output', replace: false, production: true } as const;
  return outputRequests({ ...usual, ...wanted }, way, cwd);
}

describe('what is to be copied in', () => {
  it('keeps its name in a directory, or gets the one that it is given', async () => {
    const cwd = await tempDir();
    const [file] = await inputs({ files: ['root://se//a.root'], checksums: ['adler32:1'], sizes: [7] }, cwd);
    expect(file).toEqual({
      file: { lfn: 'a.root', sizeBytes: 7, checksum: { algorithm: 'adler32', value: '00000001' } },
      replicas: [new URL('root://se//a.root')],
      destination: join(cwd, 'a.root'),
      access: 'copy',
    });
    const [other] = await inputs({ files: ['root://se//a.root'], to: 'b.root' }, cwd);
    expect(other?.destination).toBe(join(cwd, 'b.root'));
  });

  it('is where the queue keeps the files of production, or of users', async () => {
    const cwd = await tempDir();
    const [file] = await inputs({ files: ['mc16:a.root'], direct: true }, cwd);
    expect(file?.replicas[0]?.href).toMatch(/^root:\/\/se\/+prod\/rucio\/mc16\/\w\w\/\w\w\/a\.root$/);
    expect(file?.access).toBe('in-place');
    const [users] = await inputs({ files: ['mc16:a.root'], production: false }, cwd);
    expect(users?.replicas[0]?.href).toMatch(/user\/rucio/);
  });

  it.each([
    [{ files: ['root://se//a', 'root://se//b'], checksums: ['ad:1'] }, '--checksum is needed once for each file'],
    [{ files: ['root://se//a'], sizes: [1, 2] }, '--size is needed once for each file, in their order: 2 for 1 file'],
    [{ files: ['root://se//a'], checksums: ['rot13:1'] }, '"rot13:1" is no checksum'],
    [{ files: ['root://se//a', 'root://other//a'] }, 'two files would become '],
    [{ files: ['root://se//a'], to: 'nowhere/' }, 'nowhere is no directory'],
    [{ files: ['root://se//there'] }, 'there is there already: '],
  ])('is refused as %j', async (wanted, sentence) => {
    const cwd = await tempDir();
    await writeFile(join(cwd, 'there'), 'mine');
    await expect(inputs(wanted, cwd)).rejects.toThrow(sentence);
  });

  it('replaces what is there only when told so', async () => {
    const cwd = await tempDir();
    await writeFile(join(cwd, 'there'), 'mine');
    await expect(inputs({ files: ['root://se//there'], replace: true }, cwd)).resolves.toHaveLength(1);
  });
});

describe('what is to be stored', () => {
  const work = (): Promise<string> => tree({ 'a.root': '', 'x/a': '', 'y/a': '', 'y/b': '' });

  it.each([
    [{ files: ['a.root'], to: 'root://se//scratch/' }, ['root://se//scratch/a.root']],
    [{ files: ['a.root'], to: 'root://se//scratch/b.root' }, ['root://se//scratch/b.root']],
    [{ files: ['x/a', 'y/b'], to: 'root://se//scratch' }, ['root://se//scratch/a', 'root://se//scratch/b']],
  ])('as %j goes to %j', async (wanted, hrefs) => {
    const requests = await outputs(wanted, await work());
    expect(requests.map(({ destination }) => destination.href)).toEqual(hrefs);
  });

  it('goes into a local directory that is there, under its own name', async () => {
    const cwd = await work();
    await mkdir(join(cwd, 'store 1'));
    const [request] = await outputs({ files: ['a.root'], to: 'store 1' }, cwd);
    expect(request?.destination.href).toBe(`file://${cwd}/store%201/a.root`);
  });

  it('goes where the queue stores outputs when nobody says where', async () => {
    const cwd = await work();
    const [request] = await outputs({ files: ['a.root'], scope: 'user.jane', role: 'log', replace: true }, cwd);
    expect(request?.destination.href).toMatch(/prod\/rucio\/user\/jane\/\w\w\/\w\w\/a\.root$/);
    expect(request).toMatchObject({ source: join(cwd, 'a.root'), role: 'log', conflict: 'replace' });
    await expect(
      outputRequests(
        { files: ['a.root'], to: undefined, scope: 'x', role: 'log', replace: false, production: true },
        { ...way, ofQueue: false },
        cwd,
      ),
    ).rejects.toThrow('where to?');
  });

  it('is refused when two would become one', async () => {
    await expect(outputs({ files: ['x/a', 'y/a'], to: 'root://se//d/' }, await work())).rejects.toThrow(
      'two files would become',
    );
  });

  it.each([
    ['nowhere', 'nowhere is not there, or out of reach'],
    ['x', 'x is no regular file'],
  ])('is refused where %s is named', async (name, sentence) => {
    await expect(outputs({ files: [name], to: 'root://se//d/' }, await work())).rejects.toThrow(sentence);
  });
});
