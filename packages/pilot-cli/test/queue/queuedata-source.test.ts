import { chmod, readFile, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { type ScriptedAnswer, scriptedServer, tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import type { QueuedataSource } from '../../src/queue/queuedata-places.ts';
import { type QueuedataPlan, readQueuedata } from '../../src/queue/queuedata-source.ts';

const queue = { nickname: 'Q', status: 'online', copytool: 'cp', appdir: '' };

/** A plan whose sources all have nothing, unless `given` says otherwise. */
async function planOf(given: Partial<QueuedataPlan> = {}): Promise<QueuedataPlan> {
  const root = await tempDir();
  return {
    directory: root,
    sources: ['local', 'panda', 'cric', 'cvmfs'],
    pandaUrl: 'http://127.0.0.1:9/cache/schedconfig/{queue}.all.json',
    cricUrl: 'http://127.0.0.1:9/cric/{pandaqueue}.json',
    cvmfsFile: join(root, 'cric_pandaqueues.json'),
    cache: { directory: await tempDir(), validitySeconds: 10_800 },
    timeoutMs: 9000,
    logger: silentLogger,
    ...given,
  };
}

async function servedBy(...answers: ScriptedAnswer[]) {
  const server = await scriptedServer({ answers });
  return { server, url: `${server.url}/cache/schedconfig/{queue}.all.json` };
}

describe('readQueuedata', () => {
  it.each(['queuedata.json', 'queuedata.dat'])('does not fetch what %s has already', async (name) => {
    const text = name.endsWith('json') ? JSON.stringify(queue) : 'appdir=|nickname=Q|copytool=cp|status=online';
    const { server, url } = await servedBy({ json: queue });
    const { queuedata } = await readQueuedata(
      'Q',
      await planOf({ directory: await tree({ [name]: text }), pandaUrl: url }),
    );
    expect(queuedata).toMatchObject({ name: 'Q', copytool: 'cp' });
    expect(server.requests).toEqual([]);
  });

  it('fetches when the file that is there does not verify, and leaves it alone', async () => {
    const directory = await tree({ 'queuedata.json': '<html>maintenance</html>' });
    const { url } = await servedBy({ json: queue });
    const { origin } = await readQueuedata('Q', await planOf({ directory, pandaUrl: url }));
    expect(origin).toMatch(/^PanDA \(http:/);
    expect(await readFile(join(directory, 'queuedata.json'), 'utf8')).toMatch(/maintenance/);
  });

  it('lets a file that was named be the only one that counts', async () => {
    const { server, url } = await servedBy({ json: queue });
    const plan = await planOf({ file: '/nowhere/queuedata.json', pandaUrl: url });
    await expect(readQueuedata('Q', plan)).rejects.toMatchObject({
      code: 1116,
      message: /\/nowhere\/queuedata\.json$/,
    });
    expect(server.requests).toEqual([]);
  });

  it('asks the PanDA cache for the queue, its name made safe for a URL', async () => {
    const { server, url } = await servedBy({ json: queue });
    await readQueuedata('A/../B&c', await planOf({ pandaUrl: url }));
    expect(server.requests.map(({ path }) => path)).toEqual(['/cache/schedconfig/A%2F..%2FB%26c.all.json']);
  });

  it.each([
    ['an object', queue],
    ['a map of queues', { OTHER: { ...queue, nickname: 'OTHER' }, Q: queue }],
  ])('reads %s from CRIC, and hands on this queue alone', async (_, json) => {
    const { url } = await servedBy({ json });
    const { text, queuedata } = await readQueuedata('Q', await planOf({ sources: ['cric'], cricUrl: url }));
    expect(queuedata.name).toBe('Q');
    expect(JSON.parse(text)).toEqual(queue);
  });

  it('reads the file of all queues in CVMFS', async () => {
    const root = await tree({ 'queues.json': JSON.stringify({ Q: queue, R: { ...queue, nickname: 'R' } }) });
    const plan = await planOf({ sources: ['cvmfs'], cvmfsFile: join(root, 'queues.json') });
    expect((await readQueuedata('R', plan)).queuedata.name).toBe('R');
  });

  it.each([
    [['cvmfs', 'panda'], 'CVMFS'],
    [['panda', 'cvmfs'], 'PanDA'],
  ] as const)('goes through %j in this order', async (sources, first) => {
    const root = await tree({ 'queues.json': JSON.stringify({ Q: queue }) });
    const { url } = await servedBy({ json: queue });
    const plan = await planOf({ sources: [...sources], cvmfsFile: join(root, 'queues.json'), pandaUrl: url });
    expect((await readQueuedata('Q', plan)).origin).toMatch(new RegExp(`^${first} `));
  });

  it('asks a source again that may do better in a moment', async () => {
    const { server, url } = await servedBy({ status: 500 }, { cut: 'before-answer' }, { json: queue });
    await readQueuedata('Q', await planOf({ sources: ['panda'], pandaUrl: url }));
    expect(server.requests).toHaveLength(3);
  });

  it('does not ask again for what is not there', async () => {
    const { server, url } = await servedBy({ status: 404 });
    await expect(readQueuedata('Q', await planOf({ sources: ['panda'], pandaUrl: url }))).rejects.toThrow();
    expect(server.requests).toHaveLength(1);
  });
});

describe('what readQueuedata says when there is none', () => {
  it('names each source and its reason in one sentence, 1116', async () => {
    const { url } = await servedBy({ status: 404 });
    const plan = await planOf({ sources: ['local', 'panda', 'cvmfs'], pandaUrl: url });
    await expect(readQueuedata('Q', plan)).rejects.toMatchObject({
      code: 1116,
      message: expect.stringMatching(
        /^[^\n]*Q: local \(.*queuedata\.json, .*queuedata\.dat\): is not there; PanDA \(http.*Q\.all\.json\): the server answered HTTP 404; CVMFS \(.*\): is not there$/,
      ),
    });
  });

  it.each([
    ['a web page', { body: '<html>' }],
    ['nothing', { body: '' }],
    ['an error message', { json: { error: 'no such queue' } }],
    ['other queues', { json: { R: { ...queue, nickname: 'R' } } }],
    ['an empty object', { json: {} }],
    ['wrong fields', { json: { ...queue, timefloor: 'soon' } }],
  ] as [string, ScriptedAnswer][])('is 1117 when a source has %s', async (_, answer) => {
    const { url } = await servedBy(answer);
    const plan = await planOf({ sources: ['panda'], pandaUrl: url });
    await expect(readQueuedata('Q', plan)).rejects.toMatchObject({
      code: 1117,
      message: expect.stringMatching(/PanDA \(/),
    });
  });

  it('does not wait for a server that says nothing', async () => {
    const { url } = await servedBy({ hang: true });
    const plan = await planOf({ sources: ['panda', 'cvmfs'], pandaUrl: url, timeoutMs: 50 });
    await expect(readQueuedata('Q', plan)).rejects.toThrow(/no answer within 0\.05 s/);
  });

  it('names a copytool that it does not have', async () => {
    const directory = await tree({ 'queuedata.json': JSON.stringify({ ...queue, copytool: 'teleport' }) });
    await expect(readQueuedata('Q', await planOf({ directory }))).rejects.toMatchObject({ code: 1323 });
  });
});

describe('the queuedata that was fetched', () => {
  async function fetchTwice(between: (path: string) => Promise<unknown>, validitySeconds = 10_800) {
    const { server, url } = await servedBy({ json: queue });
    const cache = { directory: await tempDir(), validitySeconds };
    const plan = await planOf({ sources: ['panda'] satisfies QueuedataSource[], pandaUrl: url, cache });
    await readQueuedata('Q', plan);
    const path = join(cache.directory, 'queuedata-Q.json');
    await between(path);
    const { origin } = await readQueuedata('Q', plan);
    return { requests: server.requests.length, origin, path, cache };
  }

  it('is used again while it is young, and is all that is left of the call', async () => {
    const { requests, origin, path, cache } = await fetchTwice(async () => undefined);
    expect([requests, origin]).toEqual([1, path]);
    expect(await readdir(cache.directory)).toEqual(['queuedata-Q.json']);
  });

  it.each([
    ['it is old', (path: string) => utimes(path, new Date(), new Date(Date.now() - 4 * 3600_000))],
    ['it is from the future', (path: string) => utimes(path, new Date(), new Date(Date.now() + 3600_000))],
    ['others could have written it', (path: string) => chmod(path, 0o666)],
    ['it is torn', (path: string) => writeFile(path, '{"nickname":')],
  ])('is fetched again when %s', async (_, between) => expect((await fetchTwice(between)).requests).toBe(2));

  it('is never kept with a validity of 0', async () => {
    const { requests, cache } = await fetchTwice(async () => undefined, 0);
    expect([requests, await readdir(cache.directory)]).toEqual([2, []]);
  });

  it('is used though it cannot be kept', async () => {
    const { url } = await servedBy({ json: queue });
    const cache = { directory: '/proc/nowhere', validitySeconds: 60 };
    const plan = await planOf({ sources: ['panda'], pandaUrl: url, cache });
    expect((await readQueuedata('Q', plan)).queuedata.name).toBe('Q');
  });
});
