import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { heartbeatName, readAttributes, writeAttributes } from '../../src/harvester/attributes-file.ts';

describe('the file of attributes', () => {
  it('holds the last update, whole', async () => {
    const directory = await tempDir();
    const path = join(directory, heartbeatName);
    expect(await readAttributes(path)).toBeUndefined();
    await writeAttributes(path, { jobId: 7, state: 'starting' }, new Date());
    await writeAttributes(path, { jobId: 7, state: 'running' }, new Date());
    expect(await readAttributes(path)).toMatchObject({ jobId: 7, jobStatus: 'running' });
    expect(await readdir(directory)).toEqual(['heartbeat.json']);
  });

  it.each(['', '{"jobId":', '[]', '{"jobId": {}}'])('is none when it holds %j', async (text) => {
    const path = join(await tempDir(), heartbeatName);
    await writeFile(path, text);
    expect(await readAttributes(path)).toBeUndefined();
  });
});
