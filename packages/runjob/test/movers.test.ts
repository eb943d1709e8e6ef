import { describe, expect, it } from 'vitest';
import { assertCopytool, knownCopytools, loadMover } from '../src/movers.ts';

const tools = { runCommand: () => Promise.reject(new Error('no command is run')), fetch: globalThis.fetch, env: {} };

describe('loadMover', () => {
  it.each(knownCopytools.map((name) => [name]))('loads the mover of %s', async (copytool) => {
    const settings = copytool === 'unknown' ? { get: ['get'], put: ['put'] } : undefined;
    expect(await loadMover(copytool, settings, tools)).toMatchObject({ name: copytool });
  });

  it('names the package that a site has to install', async () => {
    await expect(loadMover('dq2', undefined, tools)).rejects.toThrow(
      'copytool dq2 needs the package @panda-pilot/movers-rucio: npm install @panda-pilot/movers-rucio',
    );
    expect(() => assertCopytool('dq2')).toThrow(/npm install @panda-pilot\/movers-rucio/);
  });

  it('says which copytools there are when it knows no such name', async () => {
    await expect(loadMover('teleport', undefined, tools)).rejects.toMatchObject({
      errorName: 'UNKNOWN_COPYTOOL',
      message: expect.stringContaining('cp'),
    });
  });
});
