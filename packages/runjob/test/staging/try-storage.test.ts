import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseQueuedata, silentLogger } from '@panda-pilot/core';
import { tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { tryStorage } from '../../src/staging/try-storage.ts';

async function tryIn(storage: string, copytool = 'cp') {
  const paths = { se: 'file://', sepath: join(storage, 'rucio'), seprodpath: join(storage, 'rucio') };
  const queuedata = parseQueuedata(JSON.stringify({ nickname: 'Q', copytool, ...paths }));
  const { signal } = new AbortController();
  return await tryStorage(copytool, { queuedata, env: {}, logger: silentLogger, signal, timeoutMs: 5000 });
}

async function filesIn(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

describe('tryStorage', () => {
  it('stores, looks, fetches and removes', async () => {
    const storage = await tree({ 'rucio/test/other': '' });
    const { failure, steps, url } = await tryIn(storage);
    expect(failure).toBeUndefined();
    expect(steps.map(({ step }) => step)).toEqual(['find the place', 'write', 'look', 'read', 'remove']);
    expect(url).toContain(`${storage}/rucio/test/`);
    expect(await filesIn(storage)).toEqual(['other']);
  });

  it('says what a storage does not do', async () => {
    const storage = await tempDir();
    await writeFile(join(storage, 'rucio'), 'in the way');
    const { failure, steps } = await tryIn(storage);
    expect(failure).toEqual({ step: 'write', reason: expect.stringContaining('rucio') });
    expect(steps).toHaveLength(1);
    expect(await filesIn(storage)).toEqual(['rucio']);
  });

  it('says when there is no such copytool', async () => {
    expect((await tryIn(await tempDir(), 'teleport')).failure).toMatchObject({ step: 'find the place' });
  });
});
