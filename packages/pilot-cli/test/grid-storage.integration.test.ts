import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAdler32, rucioPath } from '@panda-pilot/core';
import { needsTool, needsXrootd, startXrdHttp, type XrdHttpServer } from '@panda-pilot/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobOf, log, output, startGrid } from './grid.ts';
import { linesOf, onTerminal } from './on-terminal.ts';

describe.skipIf(needsXrootd() || needsTool('bwrap'))('panda-pilot run, with a storage of the grid', () => {
  let server: XrdHttpServer;
  beforeAll(async () => {
    server = await startXrdHttp();
  });
  afterAll(() => server.stop());

  const queuedata = (): Record<string, string> => ({
    copytool: 'davs',
    se: `davs://${server.host}`,
    seprodpath: '/rucio',
    sepath: '/rucio',
  });
  const plantInputs = (...lfns: readonly string[]) =>
    Promise.all(
      lfns.map(async (lfn) => {
        const content = Buffer.from(lfn.startsWith('EVNT') ? 'x'.repeat(1_000_000) : `content of ${lfn}\n`);
        await server.plant(`/${rucioPath('test', lfn)}`, content);
        const adler32 = createAdler32().update(content).digest().value;
        return { lfn, scope: 'test', sizeBytes: content.length, checksum: `ad:${adler32}`, guid: lfn };
      }),
    );

  it('brings a job through whose inputs and outputs are on WebDAV', async () => {
    const grid = await startGrid({ queuedata: queuedata() });
    const inputs = await plantInputs('a.txt', 'b.txt');
    const payload = await grid.script('merge', 'cat a.txt b.txt > out.txt');
    const id = await grid.submit({
      transformation: payload,
      inputs,
      outputs: [output('out.txt')],
      log: log('log.tgz'),
    });
    const { environment } = server.credentials;
    const { exitCode, stderr } = await grid.pilot([], { env: environment }).ended;
    expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stderr).not.toContain('\u001B');
    expect(jobOf(grid, id)).toMatchObject({ status: 'finished' });
    const stored = join(server.root, rucioPath('test', 'out.txt'));
    expect(await readFile(stored, 'utf8')).toBe('content of a.txt\ncontent of b.txt\n');
    await grid.expectNothingLeft();
  });

  it.each([
    [80, {}],
    [200, { NO_COLOR: '1' }],
  ])(
    'shows on a terminal of %i columns what its slots do, and transfers with rate and time left',
    async (columns, env) => {
      const grid = await startGrid({ queuedata: queuedata() });
      const names = [1, 2, 3].map((n) => `EVNT.33456789._00000${n}.pool.root.${columns}`);
      const inputs = await plantInputs(...names);
      const gate = join(grid.directory, 'gate');
      const payload = await grid.script('copy', `cat "$1" > "$2"; until [ -e ${gate} ]; do sleep 0.02; done`);
      for (const [index, input] of inputs.entries()) {
        const out = `out-${columns}-${index}`;
        await grid.submit({
          transformation: payload,
          parameters: `${input.lfn} ${out}`,
          inputs: [input],
          outputs: [output(out)],
          log: log(`${out}.tgz`),
        });
      }
      server.gateway.treat({ pace: { bytesPerSecond: 300_000 } });
      const settings = { cwd: grid.workdir, columns, env: { ...server.credentials.environment, ...env } };
      const terminal = onTerminal(grid.words(['--slots', '3']), settings);
      const bar = columns === 80 ? '' : String.raw`\[#+\.+\] +`;
      const moving = new RegExp(
        String.raw`job \d+ {2}inputs are copied in +0:0\d[^]+<- EVNT\S+ +${bar}\d+ % of \d\.\d MB {2}\d+\.\d kB/s {2}0:0\d left`,
      );
      await terminal.shows(moving);
      server.gateway.treat({});
      await terminal.shows(/job \d+ {2}payload runs {10}0:0\d/);
      await writeFile(gate, '');
      const exitCode = await terminal.ended;
      const written = terminal.written();
      expect(exitCode, written).toBe(0);
      const lines = linesOf(written);
      for (const told of [
        /^panda-pilot {2}TEST_QUEUE {2}0:0\d {2}[01] finished, 0 failed$/,
        /^1 of 3 slots free$/,
        /^job \d+ {2}finished, 1 output stored, reported$/,
      ]) {
        expect(lines).toContainEqual(expect.stringMatching(told));
      }
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(columns);
      expect(written.includes('\u001B[1m')).toBe(columns === 80);
      await grid.expectNothingLeft();
    },
  );

  it.each([
    ['the proxy of the owner, whom the storage knows', [], ', transfers_as=payload', 'finished'],
    ['the same where the site wants it', ['--transfers-as', 'payload'], '', 'finished'],
    ['the proxy of the pilot, whom it does not know', [], '', 'failed'],
  ])('copies with %s', async (_, flags, demand, status) => {
    const { credentials } = server;
    const pilotProxy = await credentials.writeProxy(`pilot-${status}`, { subject: '/DC=test/DC=grid/CN=Robot pilot' });
    const catchall = `payload_demands=guarded-pilot${demand}`;
    const grid = await startGrid({ queuedata: { ...queuedata(), catchall } });
    const lfn = `out-${Math.random()}.txt`;
    const id = await grid.submit({
      transformation: await grid.script('copy', `cat a.txt > ${lfn}`),
      inputs: await plantInputs('a.txt'),
      outputs: [output(lfn)],
      log: log(`${lfn}.tgz`),
      owner: credentials.user,
      raw: { userProxy: await readFile(credentials.proxy, 'utf8') },
    });
    const env = { X509_CERT_DIR: credentials.authorities, X509_USER_PROXY: pilotProxy };
    const readable = ['--payload-readable', join(grid.directory, 'bin')];
    const { stderr } = await grid.pilot(['--launchers', 'bubblewrap', ...readable, ...flags], { env }).ended;
    expect(jobOf(grid, id).status, stderr).toBe(status);
    for (const name of [lfn, `${lfn}.tgz`]) {
      expect(existsSync(join(server.root, rucioPath('test', name)))).toBe(status === 'finished');
    }
    await grid.expectNothingLeft();
  });
});
