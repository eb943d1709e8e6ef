import type { Mover } from '@panda-pilot/movers-core';
import { inParallel } from './in-parallel.ts';

/** Batches file by file, `most` at a time. */
export function manyAtOnce(
  { get, put }: Pick<Mover, 'get' | 'put'>,
  most: number,
): Required<Pick<Mover, 'getMany' | 'putMany'>> {
  return {
    getMany: (requests, call) =>
      inParallel(requests, { ...call, most }, (one, each) => get(one.source, one.destination, { ...each, ...one })),
    putMany: (requests, call) =>
      inParallel(requests, { ...call, most }, (one, each) => put(one.source, one.destination, { ...each, ...one })),
  };
}
