import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { cog } from '../src/index.ts';
import { fakeClients } from './fake-fixture.ts';

const { signal } = new AbortController();
const options = { signal, timeoutMs: 8000, logger: silentLogger };
const url = new URL('gsiftp://host/data/file');

/** The kit, and a Python whose gfal2 says yes to everything. */
async function kitWith(script: string): ReturnType<typeof fakeClients> {
  const tools = { 'globus-url-copy': { script }, python: { stdout: '{"status": 0}\n' } };
  const env = (path: string) => ({ COG_INSTALL_PATH: path, GFAL_PYTHONBIN: 'python' });
  const fakes = await fakeClients(cog, tools, env);
  await mkdir(join(fakes.directory, 'bin'));
  await rename(join(fakes.directory, 'globus-url-copy'), join(fakes.directory, 'bin/globus-url-copy'));
  return fakes;
}

describe('cog', () => {
  it("copies by the CoG kit's own program where the environment says where that is", async () => {
    const script = 'case "$3" in file://*) echo -n content > "${3#file://}";; esac';
    const fakes = await kitWith(script);
    const copy = join(await tempDir(), 'copy');
    expect(await fakes.mover.get(url, copy, options)).toEqual({ mode: 'copied', bytes: 7 });
    expect(await fakes.mover.put(copy, url, options)).toEqual({ mode: 'copied', bytes: 7 });
    const [get, made, put] = await fakes.calls();
    expect(made?.tool).toBe('python');
    expect(get?.args).toEqual(['-checksum', url.href, `file://${copy}`]);
    expect(put?.args).toEqual(['-checksum', `file://${copy}`, url.href]);
  });

  it('leaves nothing of what failed', async () => {
    const script = 'echo half > "${3#file://}"; echo "error: No space left on device" >&2; exit 1';
    const fakes = await kitWith(script);
    const directory = await tempDir();
    await expect(fakes.mover.get(url, join(directory, 'copy'), options)).rejects.toMatchObject({ kind: 'no-space' });
    expect(await readdir(directory)).toEqual([]);
  });

  it('copies as gsiftp does where it is gone', async () => {
    const { mover, calls } = await fakeClients(cog, { 'globus-url-copy': {} });
    await mover.put(join(await tree({ source: 'content' }), 'source'), url, options);
    expect((await calls())[0]?.args.slice(0, 2)).toEqual(['-cd', '-v']);
  });
});
