import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { xcp } from '../src/index.ts';
import { fakeClients } from './fake-fixture.ts';

const { signal } = new AbortController();
const options = { signal, timeoutMs: 8000, logger: silentLogger };

describe('xcp', () => {
  it('copies with the site’s xcp below the mount, and passes on a space token', async () => {
    const directory = await tree({ source: 'content' });
    const fakes = await fakeClients({ xcp: { script: 'exec /bin/cp "$1" "${2%%\\?*}"' } }, { definition: xcp });
    const source = join(directory, 'source');
    const url = new URL(`root://host/${directory}/a/b/stored?oss.cgroup=disk`);
    expect(await fakes.mover.put(source, url, options)).toEqual({ mode: 'copied', bytes: 7 });
    expect(await readFile(join(directory, 'a/b/stored'), 'utf8')).toBe('content');
    const told = { ...options, about: { lfn: 'other', spaceToken: 'DATA&x' } };
    await fakes.mover.put(source, new URL(`root://host/${directory}/other`), told);
    expect((await fakes.calls()).map(({ args }) => args)).toEqual([
      [source, `${directory}/a/b/stored?oss.cgroup=disk`],
      [source, `${directory}/other?oss.cgroup=DATA%26x`],
    ]);
  });

  it('goes over the protocol where there is no xcp', async () => {
    const directory = await tree({ source: 'content' });
    const fakes = await fakeClients({ xrdcp: {}, xrdfs: { stdout: 'Size: 7\n' } }, { definition: xcp });
    const url = new URL('root://host//stored');
    expect(await fakes.mover.put(join(directory, 'source'), url, options)).toEqual({ mode: 'copied', bytes: 7 });
    expect((await fakes.calls()).map(({ tool }) => tool)).toEqual(['xrdcp', 'xrdfs']);
  });
});
