import { describe, expect, it } from 'vitest';
import { assertCopytool, definitionOf, knownCopytools, loadMover } from '../../src/staging/movers.ts';

const tools = { runCommand: () => Promise.reject(new Error('no command is run')), fetch: globalThis.fetch, env: {} };

/** A table with one home, whose package loads by `load`. */
const tableWith = (load: () => Promise<never>) => ({ dq2: { package: '@panda-pilot/movers-rucio', load } });

describe('loadMover', () => {
  it.each(knownCopytools)('loads the mover of $copytool', async ({ copytool }) => {
    const settings = copytool === 'unknown' ? { get: ['get'], put: ['put'] } : undefined;
    expect(await loadMover(copytool, settings, tools)).toMatchObject({ name: copytool });
    await assertCopytool(copytool);
  });

  it('hides no other failure of a package', async () => {
    const broken = new Error('the package is broken');
    await expect(
      definitionOf(
        'dq2',
        tableWith(() => Promise.reject(broken)),
      ),
    ).rejects.toBe(broken);
    const incomplete = Object.assign(new Error("Cannot find package 'aws4fetch' imported from @panda-pilot/x"), {
      code: 'ERR_MODULE_NOT_FOUND',
    });
    await expect(
      definitionOf(
        'dq2',
        tableWith(() => Promise.reject(incomplete)),
      ),
    ).rejects.toBe(incomplete);
  });

  it('says which copytools there are when it knows no such name', async () => {
    await expect(loadMover('teleport', undefined, tools)).rejects.toMatchObject({
      errorName: 'UNKNOWN_COPYTOOL',
      message: expect.stringMatching(/"teleport" is no copytool; there are: cp, /),
    });
  });
});

describe('assertCopytool', () => {
  it('names the package that a site has to install, before anything is copied', async () => {
    const missing = Object.assign(
      new Error("Cannot find package '@panda-pilot/movers-rucio' imported from /site/movers.js"),
      { code: 'ERR_MODULE_NOT_FOUND' },
    );
    await expect(
      assertCopytool(
        'dq2',
        tableWith(() => Promise.reject(missing)),
      ),
    ).rejects.toMatchObject({
      errorName: 'UNKNOWN_COPYTOOL',
      message: expect.stringContaining(
        'copytool dq2 needs the package @panda-pilot/movers-rucio: npm install @panda-pilot/movers-rucio',
      ),
    });
  });
});
