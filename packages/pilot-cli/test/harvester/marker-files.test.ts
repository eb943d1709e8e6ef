import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { appendPandaId, pandaIdsDirectory, readPandaIds, writeKillWorker } from '../../src/harvester/marker-files.ts';

describe('the place of pandaIDs.out', () => {
  const place = (env: Record<string, string>, directories: readonly string[]) =>
    pandaIdsDirectory({ env, cwd: '/launch', isDirectory: (path) => directories.includes(path) });

  it('is where the wrapper has put the pilot, or where it says', () => {
    expect(place({}, ['/launch/pilot3'])).toBe('/launch/pilot3');
    expect(place({}, [])).toBe('/launch');
    expect(place({ PANDA_PILOT_SOURCE: 'code' }, ['/launch/pilot3'])).toBe('/launch/code');
  });
});

describe('the files that wrappers read', () => {
  it('are one PandaID a line', async () => {
    const directory = await tempDir();
    expect(await readPandaIds(directory)).toEqual([]);
    await appendPandaId(directory, 7);
    await appendPandaId(directory, 6_700_000_000);
    expect(await readFile(join(directory, 'pandaIDs.out'), 'utf8')).toBe('7\n6700000000\n');
    expect(await readPandaIds(directory)).toEqual([7, 6_700_000_000]);
  });

  it('are read past everything that is no PandaID', async () => {
    const directory = await tree({ 'pandaIDs.out': '7\n$(rm -rf /)\n\n-1\n8' });
    expect(await readPandaIds(directory)).toEqual([7, 8]);
  });

  it('say that the worker may go', async () => {
    const directory = await tempDir();
    await writeKillWorker(directory);
    await writeKillWorker(directory);
    expect(await readdir(directory)).toEqual(['kill_worker']);
  });
});
