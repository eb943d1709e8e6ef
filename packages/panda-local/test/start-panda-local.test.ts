import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isLeaseName, readLease, takeLease, thisOwner } from '@panda-pilot/lease';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { startPandaLocal } from '../src/index.ts';
import { acquire, bareJob, fullJob, goodReport, localServer, update } from './local-server.ts';

describe('startPandaLocal', () => {
  it('makes its directory, and has every job again after a restart', async () => {
    const directory = join(await tempDir(), 'a/b');
    const first = await startPandaLocal({ directory });
    const [done, begun] = [await first.submit(fullJob), await first.submit(bareJob)];
    await update(first, done, 'finished', { job_output_report: goodReport });
    await update(first, begun, 'running', { node: 'wn' });
    const before = first.jobs();
    await first.close();
    expect(readdirSync(directory).filter((name) => !isLeaseName(name))).toEqual(['jobs.jsonl']);
    expect(readLease(directory).kind).toBe('free');
    const second = await localServer({ directory });
    expect(second.jobs()).toEqual(before);
    expect(await second.submit(bareJob)).toBe(3);
  });

  it('refuses a directory in which another one serves', async () => {
    const directory = await tempDir();
    await localServer({ directory });
    await expect(startPandaLocal({ directory })).rejects.toThrow('in use by another panda-local');
  });

  it('refuses a directory that another host holds, and says whose it is', async () => {
    const directory = await tempDir();
    await takeLease(directory, { ...thisOwner(), host: 'elsewhere.example.org' });
    await expect(startPandaLocal({ directory })).rejects.toThrow('is held by a server on elsewhere.example.org');
  });

  it('names every mistake of a job at once', async () => {
    const server = await localServer();
    const bad = { queue: '', transformation: 5 } as unknown as typeof bareJob;
    await expect(server.submit(bad)).rejects.toThrow(/queue: .*; transformation: /);
    expect(server.jobs()).toEqual([]);
  });

  it('closes once, however often it is asked to', async () => {
    const server = await localServer();
    await Promise.all([server.close(), server.close()]);
    await expect(fetch(server.url)).rejects.toThrow();
  });

  it('gives test jobs only, in a queue that is in test', async () => {
    const server = await localServer({ queueStatus: { Q: 'test' } });
    await server.submit({ ...bareJob, label: 'managed' });
    expect(await acquire(server, { prod_source_label: 'managed' })).toMatchObject({ success: false });
  });

  it('hands a job over within milliseconds', async () => {
    const server = await localServer();
    const times: number[] = [];
    for (let round = 0; round < 20; round++) {
      await server.submit(bareJob);
      const started = performance.now();
      await acquire(server);
      times.push(performance.now() - started);
    }
    // The quickest: what delays a call by itself, a timer or the kernel, delays each.
    expect(Math.min(...times)).toBeLessThan(25);
  });
});
