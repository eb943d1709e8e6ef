import { join } from 'node:path';
import { parseQueuedata, silentLogger } from '@panda-pilot/core';
import { fakeTools, tempDir, tree } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { moverTools, siteMovers } from '../../src/staging/site-movers.ts';

const call = { signal: new AbortController().signal, timeoutMs: 8_000, logger: silentLogger };

it('has a setup and prefixes for inputs, others for outputs, and the shell text of old queues where there is no script', async () => {
  const { directory, calls } = await fakeTools({ 'lsm-get': { script: 'echo content > "${!#}"' }, 'lsm-put': {} });
  const scripts = await tree({ 'in.sh': `export WAY=in PATH=${directory}\n`, source: 'content' });
  const queuedata = parseQueuedata(
    JSON.stringify({
      nickname: 'Q',
      copytool: 'lsm',
      copysetupin: `${scripts}/in.sh`,
      envsetup: `export WAY=out PATH=${directory};`,
    }),
  );
  const movers = siteMovers(queuedata, moverTools({ PATH: '/nonexistent' }));
  const url = new URL('srm://host/file');
  const local = await tempDir();
  await (await movers('lsm', 'stage-in')).get(url, join(local, 'copy'), call);
  await (await movers('lsm', 'stage-out')).put(join(scripts, 'source'), url, call);
  expect((await calls()).map(({ tool, env }) => [tool, env['WAY']])).toEqual([
    ['lsm-get', 'in'],
    ['lsm-put', 'out'],
  ]);
});

it('takes the shell text for nothing that the queue has an entry for', async () => {
  const { directory } = await fakeTools({ 'lsm-put': {} });
  const old = { nickname: 'Q', copytool: 'lsm', envsetup: 'false' };
  const env = { PATH: directory };
  const put = async (queue: unknown) => {
    const mover = await siteMovers(parseQueuedata(JSON.stringify(queue)), moverTools(env))('lsm', 'stage-out');
    return mover.put(import.meta.filename, new URL('srm://host/file'), call);
  };
  await expect(put(old)).rejects.toMatchObject({ kind: 'tool-missing', message: 'the setup false failed' });
  expect(await put({ ...old, copytools: { lsm: {} } })).toMatchObject({ mode: 'copied' });
});

it('makes one mover for both directions where the queue says the same of them', async () => {
  const make = async (queue: object) => {
    const movers = siteMovers(parseQueuedata(JSON.stringify({ nickname: 'Q', ...queue })), moverTools({}));
    return [await movers('xrdcp', 'stage-in'), await movers('xrdcp', 'stage-out')] as const;
  };
  const [one, same] = await make({ copyprefix: 'srm://a^root://b' });
  expect(one).toBe(same);
  const [inward, outward] = await make({ copyprefix: 'srm://a^root://b', copyprefixin: 'gsiftp://a^root://c' });
  expect([inward.schemes.includes('srm'), outward.schemes.includes('srm')]).toEqual([false, true]);
});
