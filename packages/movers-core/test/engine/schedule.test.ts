import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { schedule, type Task } from '../../src/engine/schedule.ts';

/** Tasks that note how many run at once, in all and per endpoint. */
function observed(endpoints: readonly string[]) {
  const running: string[] = [];
  const most = { all: 0, byEndpoint: {} as Record<string, number> };
  const started: number[] = [];
  const tasks: Task<number>[] = endpoints.map((endpoint, index) => ({
    endpoint,
    run: async () => {
      started.push(index);
      running.push(endpoint);
      most.all = Math.max(most.all, running.length);
      const here = running.filter((one) => one === endpoint).length;
      most.byEndpoint[endpoint] = Math.max(most.byEndpoint[endpoint] ?? 0, here);
      await wait(2);
      running.splice(running.indexOf(endpoint), 1);
      return index;
    },
  }));
  return { tasks, most, started };
}

describe('schedule', () => {
  it('runs one after the other with a limit of one', async () => {
    const { tasks, most, started } = observed(['a', 'b', 'a']);
    expect(await schedule(tasks, { transfers: 1, transfersPerEndpoint: 1 })).toEqual([0, 1, 2]);
    expect(most.all).toBe(1);
    expect(started).toEqual([0, 1, 2]);
  });

  it('keeps both limits and the order of results', async () => {
    const { tasks, most } = observed(['a', 'a', 'a', 'b', 'b', 'c']);
    expect(await schedule(tasks, { transfers: 3, transfersPerEndpoint: 2 })).toEqual([0, 1, 2, 3, 4, 5]);
    expect(most.all).toBe(3);
    expect(Math.max(...Object.values(most.byEndpoint))).toBe(2);
  });

  it('lets a free endpoint go ahead of a busy one', async () => {
    const { tasks, started } = observed(['a', 'a', 'b']);
    await schedule(tasks, { transfers: 2, transfersPerEndpoint: 1 });
    expect(started).toEqual([0, 2, 1]);
  });

  it('has nothing to do without tasks', async () => {
    expect(await schedule([], { transfers: 1, transfersPerEndpoint: 1 })).toEqual([]);
  });

  it('starts nothing more after a failure, and waits for what is under way', async () => {
    const { tasks, started } = observed(['a', 'b', 'c']);
    const ended: string[] = [];
    const failing: Task<number> = { endpoint: 'x', run: () => Promise.reject(new Error('bug')) };
    const slow: Task<number> = {
      endpoint: 'y',
      run: async () => {
        await wait(5);
        ended.push('slow');
        return 1;
      },
    };
    const all = schedule([slow, failing, ...tasks], { transfers: 2, transfersPerEndpoint: 1 });
    await expect(all).rejects.toThrow('bug');
    expect(ended).toEqual(['slow']);
    expect(started).toEqual([]);
  });
});
