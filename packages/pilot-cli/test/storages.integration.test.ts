import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rucioPath } from '@panda-pilot/core';
import {
  needsGridftp,
  needsXrootd,
  openNamespace,
  startGridftp,
  startXrdHttp,
  startXrootd,
} from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Grid, jobOf, log, output, startGrid } from './grid.ts';

describe.skipIf(needsXrootd() || needsGridftp())('a job whose files are on several storages', () => {
  it('is staged in over xroot, WebDAV and GridFTP, and stored on another', async () => {
    const { xroot, dav, gridftp, another, credentials, enter } = await startStorages();
    const endpoints = [
      `${another.url}${another.root}`,
      `${xroot.url}/`,
      `davs://${dav.host}`,
      `${gridftp.url}${gridftp.root}`,
    ];
    const grid = await startGrid({
      queuedata: {
        se: endpoints.join(','),
        sepath: '/rucio',
        seprodpath: '/rucio',
        copytool: null,
        copytools: { xrdcp: {}, davs: {}, gsiftp: {} },
      },
    });
    const inputs = [];
    for (const [lfn, storage] of [
      ['first.txt', xroot],
      ['second.txt', dav],
      ['third.txt', gridftp],
      ['fourth.txt', gridftp],
    ] as const) {
      inputs.push(await grid.putInput(lfn, `content of ${lfn}\n`));
      await storage.plant(rucioPath('test', lfn), await grid.readStored(lfn));
    }
    const names = inputs.map(({ lfn }) => lfn);
    const payload = await grid.script('merge', `cat ${names.join(' ')} > out.txt`);
    const job = { transformation: payload, inputs, outputs: [output('out.txt')], log: log('log.tgz') };
    const id = await grid.submit(job);

    const env = { ...credentials.environment, ...(await clientsAt(grid, enter)) };
    const { exitCode, stderr } = await grid.pilot([], { env }).ended;

    expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(jobOf(grid, id).status).toBe('finished');
    const stored = (lfn: string) => readFile(join(another.root, rucioPath('test', lfn)), 'utf8');
    expect(await stored('out.txt')).toBe(names.map((lfn) => `content of ${lfn}\n`).join(''));
    expect((await stored('log.tgz')).length).toBeGreaterThan(0);
  });
});

/** Servers of three protocols, and another to store on, which take the same user; gone when the test ends. */
async function startStorages() {
  const dav = await startXrdHttp();
  onTestFinished(() => dav.stop());
  const { credentials } = dav;
  const namespace = await openNamespace();
  onTestFinished(() => namespace.close());
  const xroot = await startXrootd({ credentials, namespace });
  onTestFinished(() => xroot.stop());
  const gridftp = await startGridftp(credentials, { namespace });
  onTestFinished(() => gridftp.stop());
  const another = await startGridftp(credentials, { namespace, port: 2812 });
  onTestFinished(() => another.stop());
  return { credentials, xroot, dav, gridftp, another, enter: namespace.enter };
}

/** The clients of the storages, run where those are; the pilot and its server stay outside. */
async function clientsAt(grid: Grid, enter: readonly string[]): Promise<Readonly<Record<string, string>>> {
  for (const tool of ['xrdcp', 'xrdfs', 'globus-url-copy', 'python3']) {
    await grid.script(tool, `exec ${enter.join(' ')} /usr/bin/${tool} "$@"`);
  }
  const bin = join(grid.directory, 'bin');
  return { PATH: `${bin}:${process.env['PATH'] ?? ''}`, GFAL_PYTHONBIN: join(bin, 'python3') };
}
