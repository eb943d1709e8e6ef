import { join } from 'node:path';
import { fakeTools, needsTool } from '@panda-pilot/testkit';
import { runCommand } from '@panda-pilot/timed-command';
import { describe, expect, it } from 'vitest';
import { knownCopytools } from '../../src/staging/movers.ts';
import { describeMovers, listMovers, moverRows } from '../../src/staging/movers-list.ts';

describe('the support table', () => {
  it('has a row for every copytool, and says of each what its mover says', async () => {
    const movers = await describeMovers();
    expect(movers.map(({ copytool }) => copytool)).toEqual(knownCopytools.map(({ copytool }) => copytool));
    expect(movers.find(({ copytool }) => copytool === 'cp')).toMatchObject({
      aliases: [],
      package: '@panda-pilot/movers-local',
      installed: true,
      schemes: ['file', 'srm'],
      features: ['atomic', 'overwrites', 'progress', 'space'],
      programs: [],
      tested: 'real server',
    });
    expect(moverRows(movers).map(([copytool]) => copytool)).toContain('gfal-copy (gfal, gfalcopy)');
  });

  it('tells which program was found, the old one before its stand-in, and its version', async () => {
    const { directory } = await fakeTools({
      xrdcp: { stderr: 'v5.5.3\n' },
      xcp: {},
      'gfal-copy': { stdout: 'gfal2-util version 1.8.0 (gfal2 2.21.3)\n', exitCode: 1 },
    });
    const tools = { runCommand, env: { PATH: directory } };
    const found = new Map((await listMovers(tools)).map(({ copytool, found: one }) => [copytool, one]));
    expect(found.get('xrdcp')).toMatchObject({ program: 'xrdcp', version: '5.5.3' });
    expect(found.get('xcp')).toEqual({ program: 'xcp', path: join(directory, 'xcp') });
    expect(found.get('lcg-cp')).toMatchObject({ program: 'gfal-copy', version: '1.8.0' });
    expect(found.get('rfcp')).toMatchObject({ program: 'xrdcp' });
    expect(found.get('dccp')).toBeUndefined();
    expect((await listMovers(tools, ['xcp', 'magic'])).map(({ copytool }) => copytool)).toEqual(['xcp']);
  });

  it.skipIf(needsTool('gfal-copy'))(
    'tells the version of a gfal-copy whose launcher finds no Python by itself',
    async () => {
      const [gfal] = await listMovers({ runCommand, env: { PATH: '/usr/bin' } }, ['gfal-copy']);
      expect(gfal?.found?.version).toMatch(/^\d+\.\d+/);
    },
  );
});
