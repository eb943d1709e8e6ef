import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { type CommandOutcome, type MoverTools, toolsets } from '@panda-pilot/movers-core';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { assertCopytool, definitionOf, knownCopytools, loadMover } from '../../src/staging/movers.ts';

const tools = { runCommand: () => Promise.reject(new Error('no command is run')), fetch: globalThis.fetch, env: {} };

const call = { signal: new AbortController().signal, timeoutMs: 5_000, logger: silentLogger };

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

/** Crashes, whatever it is asked to do. */
const crash: CommandOutcome = {
  ending: { kind: 'signaled', signal: 'SIGABRT' },
  stdout: '',
  stderr: 'free(): invalid\n',
};

describe('a mover whose program crashes', () => {
  const driving = Object.keys(toolsets).filter((name) => toolsets[name]?.length !== 0);

  it.each(driving)('%s asks it once more, and leaves nothing', async (copytool) => {
    const programs = (toolsets[copytool] ?? []).map(({ tool }) => [tool.replace(/^.*\//, ''), ''] as const);
    const directory = await tree({ ...Object.fromEntries(programs), source: 'content', 'to/.keep': '' });
    await Promise.all(programs.map(([name]) => chmod(join(directory, name), 0o755)));
    const started: string[] = [];
    const runCommand: MoverTools['runCommand'] = async (file) => {
      started.push(file);
      return crash;
    };
    const env = { PATH: directory, HOME: directory };
    const mover = await loadMover(copytool, undefined, { ...tools, runCommand, env });
    const scheme = mover.schemes.find((one) => one !== 'file') ?? '';
    const path = copytool.startsWith('rfcp') ? '/castor/file' : join(directory, 'source');
    const url = new URL(scheme === 'rucio' ? 'rucio://RSE/scope:file' : `${scheme}://host${path}`);
    const get = mover.get(url, join(directory, 'to/copy'), { ...call, expected: { size: 7 } });
    await expect(get).rejects.toMatchObject({ kind: 'other', momentary: true });
    expect(started.filter((tool) => tool === started[0])).toHaveLength(2);
    expect(await readdir(join(directory, 'to'))).toEqual(['.keep']);
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
