import { setMaxListeners } from 'node:events';
import { createTimeLimit, type TransferOptions } from '@panda-pilot/movers-core';

/**
 * Settles all of `items`, at most `most` at a time and in their order, within one time limit. What has not begun when the
 * time is up, or when the call is aborted, is rejected with the reason.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  { most, ...options }: TransferOptions & { readonly most: number },
  work: (item: Item, options: TransferOptions) => Promise<Result>,
): Promise<readonly PromiseSettledResult<Result>[]> {
  const limit = createTimeLimit(options, `${items.length} files`);
  setMaxListeners(0, limit.signal);
  const settled: PromiseSettledResult<Result>[] = [];
  const queue = items.entries();
  const settleOne = async (item: Item): Promise<Result> => {
    limit.signal.throwIfAborted();
    return work(item, { ...options, signal: limit.signal });
  };
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) [settled[index]] = await Promise.allSettled([settleOne(item)]);
  };
  try {
    await Promise.all(Array.from({ length: most }, worker));
    return settled;
  } finally {
    limit.lift();
  }
}
