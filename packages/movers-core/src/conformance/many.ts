import type { CallOptions, GetRequest, Mover, PutRequest, Receipt } from '../contract/mover.ts';

/** What became of many files, in their order. */
export type Settled = readonly PromiseSettledResult<Receipt>[];

/** In one call where the mover takes many, else a few at a time. */
export async function getMany(mover: Mover, requests: readonly GetRequest[], options: CallOptions): Promise<Settled> {
  if (mover.getMany !== undefined) return mover.getMany(requests, options);
  return aFewAtOnce(requests, ({ source, destination }) => mover.get(source, destination, options));
}

/** The same for uploads. */
export async function putMany(mover: Mover, requests: readonly PutRequest[], options: CallOptions): Promise<Settled> {
  if (mover.putMany !== undefined) return mover.putMany(requests, options);
  return aFewAtOnce(requests, ({ source, destination }) => mover.put(source, destination, options));
}

/** Settles `work` for all items, in their order: enough at once that the handshakes of one program are the waiting of another. */
export async function aFewAtOnce<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly PromiseSettledResult<Result>[]> {
  const settled: PromiseSettledResult<Result>[] = [];
  while (settled.length < items.length) {
    settled.push(...(await Promise.allSettled(items.slice(settled.length, settled.length + 4).map(work))));
  }
  return settled;
}
