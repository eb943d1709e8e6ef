import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAdler32, rucioPath } from '@panda-pilot/core';
import { needsXrootd, startXrdHttp, type XrdHttpServer } from '@panda-pilot/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobOf, log, output, startGrid } from './grid.ts';

describe.skipIf(needsXrootd())('panda-pilot run, with a storage of the grid', () => {
  let server: XrdHttpServer;
  beforeAll(async () => {
    server = await startXrdHttp();
  });
  afterAll(() => server.stop());

  it('brings a job through whose inputs and outputs are on WebDAV', async () => {
    const queuedata = { copytool: 'davs', se: `davs://${server.host}`, seprodpath: '/rucio', sepath: '/rucio' };
    const grid = await startGrid({ queuedata });
    const inputs = await Promise.all(
      ['a.txt', 'b.txt'].map(async (lfn) => {
        const content = Buffer.from(`content of ${lfn}\n`);
        await server.plant(`/${rucioPath('test', lfn)}`, content);
        const adler32 = createAdler32().update(content).digest().value;
        return { lfn, scope: 'test', sizeBytes: content.length, checksum: `ad:${adler32}`, guid: lfn };
      }),
    );
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
    expect(jobOf(grid, id)).toMatchObject({ status: 'finished' });
    const stored = join(server.root, rucioPath('test', 'out.txt'));
    expect(await readFile(stored, 'utf8')).toBe('content of a.txt\ncontent of b.txt\n');
    await grid.expectNothingLeft();
  });
});
