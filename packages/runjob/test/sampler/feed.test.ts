import { describe, expect, it } from 'vitest';
import { createFeed } from '../../src/sampler/feed.ts';

describe('a feed', () => {
  it('hands everything to every reader, also to a slow one', async () => {
    const feed = createFeed<number>();
    const stop = new AbortController();
    const read = async (delayMs: number): Promise<number[]> => {
      const seen: number[] = [];
      for await (const value of feed.read(stop.signal)) {
        seen.push(value);
        await new Promise((resolve) => setTimeout(resolve, delayMs));
        if (seen.length === 3) break;
      }
      return seen;
    };
    const readers = [read(0), read(5)];
    for (const value of [1, 2, 3]) feed.publish(value);
    expect(await Promise.all(readers)).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(feed.latest).toBe(3);
  });

  it('ends for its readers when they are told to stop', async () => {
    const feed = createFeed<number>();
    const stop = new AbortController();
    const reading = (async () => {
      const seen: number[] = [];
      for await (const value of feed.read(stop.signal)) seen.push(value);
      return seen;
    })();
    feed.publish(1);
    await new Promise((resolve) => setTimeout(resolve, 1));
    stop.abort();
    feed.publish(2);
    expect(await reading).toEqual([1]);
  });
});
