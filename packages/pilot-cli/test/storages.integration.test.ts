import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rucioPath } from '@panda-pilot/core';
import {
  type GridCredentials,
  type GridftpServer,
  needsGridftp,
  needsTool,
  needsXrootd,
  type NetworkNamespace,
  openNamespace,
  startGridftp,
  startSrm,
  startXrdHttp,
  startXrootd,
  tempDir,
} from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Grid, jobOf, log, output, startGrid } from './grid.ts';

describe.skipIf(needsXrootd() || needsGridftp() || needsTool('gfal-copy', 'gfal-sum'))(
  'a job whose files are on several storages',
  () => {
    it('is staged in over xroot, WebDAV, SRM and GridFTP at once, and stored on another', async () => {
      const { xroot, dav, srm, gridftp, another, credentials, enter } = await startStorages();
      const endpoints = [
        `${another.url}${another.root}`,
        `${xroot.url}/`,
        `davs://${dav.host}`,
        srm.endpoint,
        `${gridftp.url}${gridftp.root}`,
      ];
      const grid = await startGrid({
        queuedata: {
          se: endpoints.join(','),
          sepath: '/rucio',
          seprodpath: '/rucio',
          copytool: null,
          copytools: { xrdcp: {}, davs: {}, srmcp: {}, gsiftp: {} },
        },
      });
      const inputs = [];
      for (const [lfn, storage] of [
        ['first.txt', xroot],
        ['second.txt', dav],
        ['third.txt', srm],
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
      expect(srm.operations()).toContain('srmPrepareToGet');
    });
  },
);

it('a job of a batch system that brings and fetches its files finds them, and tells where they go', async () => {
  const start = await tempDir();
  const grid = await startGrid({
    queuedata: { copytool: 'mv', se: 'srm://se.example.org:8443', sepath: '/a/rucio', seprodpath: '/a/rucio' },
  });
  const input = await grid.putInput('in.txt', 'content\n');
  await copyFile(join(grid.storage, rucioPath('test', 'in.txt')), join(start, 'in.txt'));
  const transformation = await grid.script('copy', 'cat in.txt > out.txt');
  const id = await grid.submit({ transformation, inputs: [input], outputs: [output('out.txt')], log: log('log.tgz') });
  const { exitCode, stderr } = await grid.pilot([], { cwd: start }).ended;
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(jobOf(grid, id).status).toBe('finished');
  expect(await readFile(join(start, 'out.txt'), 'utf8')).toBe('content\n');
  const lines = (await readFile(join(start, 'output.list'), 'utf8')).trim().split('\n').toSorted();
  expect(lines.map((line) => line.split(':checksumvalue=')[0])).toEqual(
    ['log.tgz', 'out.txt'].map(
      (lfn) => `${lfn} srm://se.example.org:8443/a/${rucioPath('test', lfn)}:checksumtype=adler32`,
    ),
  );
});

/** Servers of four protocols, and another to store on, which take the same user; gone when the test ends. */
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
  const srm = await startSrmOver(gridftp, { credentials, namespace });
  return { credentials, xroot, dav, srm, gridftp, another, enter: namespace.enter };
}

/** An SRM whose files are moved by a GridFTP server, and cannot be had from that by their own names. */
async function startSrmOver(
  gridftp: GridftpServer,
  given: { readonly credentials: GridCredentials; readonly namespace: NetworkNamespace },
) {
  const root = join(gridftp.root, 'behind-srm');
  await mkdir(root);
  const turl = (path: string): string => `${gridftp.url}${join(root, path)}`;
  const server = await startSrm({ ...given, root, turl });
  onTestFinished(() => server.stop());
  return {
    endpoint: server.url('').href,
    plant: (path: string, content: Buffer) => gridftp.plant(join('behind-srm', path), content),
    operations: () => server.calls.map(({ operation }) => operation),
  };
}

/** The clients of the storages, run where those are; the pilot and its server stay outside. */
async function clientsAt(grid: Grid, enter: readonly string[]): Promise<Readonly<Record<string, string>>> {
  for (const tool of ['xrdcp', 'xrdfs', 'globus-url-copy', 'python3']) {
    await grid.script(tool, `exec ${enter.join(' ')} /usr/bin/${tool} "$@"`);
  }
  const bin = join(grid.directory, 'bin');
  return { PATH: `${bin}:${process.env['PATH'] ?? ''}`, GFAL_PYTHONBIN: join(bin, 'python3') };
}
