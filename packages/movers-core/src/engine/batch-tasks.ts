import { Batch, type Seat } from './batch.ts';
import type { Gate } from '../time/gate.ts';
import type { Task } from './schedule.ts';

/** A transfer that waits for its turn. */
export interface Waiting<Outcome> {
  readonly seat: Seat;
  /** The host that it burdens. */
  readonly endpoint: string;
  /** The copytool that it will use first, if that one takes many files at once. */
  readonly batcher: string | undefined;
  /** Bytes; undefined where not known. */
  readonly bytes: number | undefined;
  settle(): Promise<Outcome>;
}

/** What a task came to: the outcome of each transfer by its index. */
export type BatchResult<Outcome> = readonly (readonly [number, Outcome])[];

/**
 * Tasks for the transfers, in their order: small files of one endpoint that go by the same tool, which takes many at once, are
 * one task, in one batch; everything else is a task of its own. What a batch did not deliver is moved file by file, by `lane`.
 */
export function batchTasks<Outcome>(
  waiting: readonly Waiting<Outcome>[],
  lane: Gate,
): readonly Task<BatchResult<Outcome>>[] {
  const groups = new Map<string, number[][]>();
  for (const [index, { endpoint, batcher, bytes }] of waiting.entries()) {
    const together = batcher !== undefined && bytes !== undefined && bytes <= largestInBatch;
    const key = JSON.stringify(together ? [endpoint, batcher] : index);
    const found = groups.get(key) ?? [];
    const open = found.at(-1);
    if (open === undefined || open.length >= mostInBatch) found.push([index]);
    else open.push(index);
    groups.set(key, found);
  }
  return [...groups.values()].flat().map((members) => taskOf(waiting, members, lane));
}

/** Above it a process of its own costs less than a hundredth of the transfer, and a file should settle when it is done. */
const largestInBatch = 256 * 1024 ** 2;

/** What is lost when a batch fails, and what a mover is asked at once before and after it. */
const mostInBatch = 200;

function taskOf<Outcome>(
  waiting: readonly Waiting<Outcome>[],
  members: readonly number[],
  lane: Gate,
): Task<BatchResult<Outcome>> {
  const chosen = members.flatMap((index) => {
    const one = waiting[index];
    return one === undefined ? [] : [{ index, ...one, settle: () => one.settle() }];
  });
  return {
    endpoint: chosen[0]?.endpoint ?? '',
    async run() {
      if (chosen.length > 1) {
        const totalBytes = chosen.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
        const batch = new Batch(totalBytes, lane);
        for (const { seat } of chosen) seat.join(batch);
      }
      const settled = await Promise.allSettled(
        chosen.map(async ({ index, seat, settle }): Promise<readonly [number, Outcome]> => {
          try {
            return [index, await settle()];
          } finally {
            seat.leave();
          }
        }),
      );
      return settled.map((one) => {
        if (one.status === 'rejected') throw one.reason;
        return one.value;
      });
    },
  };
}
