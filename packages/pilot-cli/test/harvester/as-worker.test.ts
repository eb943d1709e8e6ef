import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { asWorker } from '../../src/harvester/as-worker.ts';

const stderr = { write: () => true } as unknown as Parameters<typeof asWorker>[1]['stderr'];

describe('a worker of Harvester', () => {
  it('is not ended by what an earlier one has left, and ends itself, even when it fails', async () => {
    const directory = await tree({ kill_worker: '', 'worker_requestjob.json': '{"nJobs":1}' });
    const plan = { jobRequest: join(directory, 'worker_requestjob.json'), launchDirectory: directory };
    let meanwhile: readonly string[] | undefined;
    const failing = asWorker(plan, { stderr }, async () => {
      meanwhile = await readdir(directory);
      throw new Error('no queuedata');
    });
    await expect(failing).rejects.toThrow('no queuedata');
    expect([meanwhile, await readdir(directory)]).toEqual([[], ['kill_worker']]);
  });

  it('works where nothing can be told', async () => {
    const plan = { jobRequest: '/proc/nowhere/request', launchDirectory: '/proc/nowhere' };
    expect(await asWorker(plan, { stderr }, () => Promise.resolve(7))).toBe(7);
    expect(await asWorker(undefined, { stderr }, () => Promise.resolve(8))).toBe(8);
  });
});
