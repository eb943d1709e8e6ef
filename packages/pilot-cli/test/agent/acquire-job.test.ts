import { getEventListeners } from 'node:events';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import type { AcquireJobsRequest } from '@panda-pilot/panda-client';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { acquireJob } from '../../src/agent/acquire-job.ts';
import type { AgentContext } from '../../src/context.ts';

/** A pilot of two slots, and what it asked for. */
async function pilot(
  given: Partial<AgentContext> = {},
): Promise<{ context: AgentContext; asked: AcquireJobsRequest[] }> {
  const asked: AcquireJobsRequest[] = [];
  const context = {
    client: {
      acquireJobs: (request: AcquireJobsRequest) => {
        asked.push(request);
        return Promise.resolve({ kind: 'jobs', jobs: ['a job'] });
      },
    },
    checkCredential: () => Promise.resolve(),
    logger: silentLogger,
    stop: new AbortController().signal,
    times: { serverPatienceMs: 0 },
    node: 'wn1',
    queuedata: { resource: 'SITE', name: 'QUEUE' },
    slots: 2,
    slotTime: { remainingSeconds: () => 3600 },
    memoryMb: 4001,
    workdir: await tempDir(),
    acquireFacts: { schedulerId: 'factory', countryGroup: 'us', cpuMHz: 2600 },
    ...given,
  };
  return { context: context as unknown as AgentContext, asked };
}

describe('acquireJob', () => {
  it('offers what one slot has of the node, and says who asks', async () => {
    const { context, asked } = await pilot({ label: 'test' });
    expect(await acquireJob(context, 7)).toBe('a job');
    expect(asked).toEqual([
      {
        siteName: 'SITE',
        computingElement: 'QUEUE',
        node: 'wn1',
        memoryMB: 2000,
        diskSpaceMB: expect.any(Number),
        remainingTimeSeconds: 3600,
        schedulerId: 'factory',
        countryGroup: 'us',
        cpuMHz: 2600,
        taskId: 7,
        prodSourceLabel: 'test',
      },
    ]);
  });

  it('asks for no job when the work directory is gone', async () => {
    const workdir = join(await tempDir(), 'gone');
    const { context, asked } = await pilot({ workdir });
    await expect(acquireJob(context)).rejects.toMatchObject({
      code: 1303,
      message: expect.stringContaining(`${workdir} is not there`),
    });
    expect(asked).toEqual([]);
  });

  it('asks for no job when the credential would not last for one', async () => {
    const { context, asked } = await pilot({ checkCredential: () => Promise.reject(new Error('too short')) });
    await expect(acquireJob(context)).rejects.toThrow('too short');
    expect(asked).toEqual([]);
  });

  it('keeps nothing of a request that is over', async () => {
    const { context } = await pilot();
    for (let request = 0; request < 3; request += 1) await acquireJob(context);
    expect(getEventListeners(context.stop, 'abort')).toEqual([]);
  });
});
