import { describe, expect, it } from 'vitest';
import { assertCopytool, copytoolHomes, definitionOf, knownCopytools, loadMover } from '../../src/staging/movers.ts';

const tools = { runCommand: () => Promise.reject(new Error('no command is run')), fetch: globalThis.fetch, env: {} };

describe('loadMover', () => {
  it.each(knownCopytools.map((name) => [name]))('loads the mover of %s', async (copytool) => {
    const settings = copytool === 'unknown' ? { get: ['get'], put: ['put'] } : undefined;
    expect(await loadMover(copytool, settings, tools)).toMatchObject({ name: copytool });
  });

  it('names the package that a site has to install', async () => {
    const missing = Object.assign(new Error("Cannot find package '@panda-pilot/movers-rucio'"), {
      code: 'ERR_MODULE_NOT_FOUND',
    });
    await expect(definitionOf('dq2', { dq2: () => Promise.reject(missing) })).rejects.toThrow(
      'copytool dq2 needs the package @panda-pilot/movers-rucio: npm install @panda-pilot/movers-rucio',
    );
  });

  it('hides no other failure of a package', async () => {
    const broken = new Error('the package is broken');
    await expect(definitionOf('dq2', { dq2: () => Promise.reject(broken) })).rejects.toBe(broken);
  });

  it('has a mover for every copytool that sites know', () => {
    expect(knownCopytools.toSorted()).toEqual(Object.keys(copytoolHomes).toSorted());
    for (const copytool of knownCopytools) expect(() => assertCopytool(copytool)).not.toThrow();
  });

  it('says which copytools there are when it knows no such name', async () => {
    await expect(loadMover('teleport', undefined, tools)).rejects.toMatchObject({
      errorName: 'UNKNOWN_COPYTOOL',
      message: expect.stringContaining('cp'),
    });
    expect(() => assertCopytool('teleport')).toThrow(/"teleport" is no copytool/);
  });
});
