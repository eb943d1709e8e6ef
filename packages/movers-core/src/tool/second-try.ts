import type { CallOptions, Mover, TransferOptions } from '../contract/mover.ts';
import { isMoverError } from '../contract/mover-error.ts';
import type { Settled } from './in-groups.ts';

/** Settles as `attempt` does, which is called once more, in the time that is left, when it failed for a `momentary` reason. */
export async function secondTry<Call extends CallOptions, Answer>(
  call: Call,
  attempt: (call: Call) => Promise<Answer>,
): Promise<Answer> {
  const startedAt = performance.now();
  try {
    return await attempt(call);
  } catch (error) {
    if (!isMomentary(error)) throw error;
    return attempt(secondCall(call, { startedAt, error }));
  }
}

/**
 * `mover`, which does once more what its program did not answer, because it crashed for instance: all its methods are questions, or
 * come to the same when done twice. Only a `put` may meet what the first one left: `exists` is no answer to the second, and
 * the first failure stands. Of a batch, the files that are left are taken up together.
 */
export function withSecondTry(mover: Mover): Mover {
  const getMany = mover.getMany?.bind(mover);
  const putMany = mover.putMany?.bind(mover);
  const locality = mover.locality?.bind(mover);
  const recall = mover.recall?.bind(mover);
  const freeSpace = mover.freeSpace?.bind(mover);
  return {
    ...mover,
    get: (source, destination, call) => secondTry(call, (given) => mover.get(source, destination, given)),
    put: (source, destination, call) => secondPut(call, (given) => mover.put(source, destination, given)),
    stat: (file, call) => secondTry(call, (given) => mover.stat(file, given)),
    checksum: (file, algorithm, call) => secondTry(call, (given) => mover.checksum(file, algorithm, given)),
    remove: (file, call) => secondTry(call, (given) => mover.remove(file, given)),
    ...(locality && { locality: (file, call) => secondTry(call, (given) => locality(file, given)) }),
    ...(recall && { recall: (files, call) => secondTry(call, (given) => recall(files, given)) }),
    ...(freeSpace && { freeSpace: (directory, call) => secondTry(call, (given) => freeSpace(directory, given)) }),
    ...(getMany && { getMany: (requests, call) => takenUp(getMany, requests, call) }),
    ...(putMany && { putMany: (requests, call) => takenUp(putMany, requests, call) }),
  };
}

async function secondPut<Answer>(
  call: TransferOptions,
  put: (call: TransferOptions) => Promise<Answer>,
): Promise<Answer> {
  let first: unknown;
  try {
    return await secondTry(call, (given) =>
      put(given).catch((error: unknown) => {
        first ??= error;
        throw error;
      }),
    );
  } catch (error) {
    throw isMoverError(error, 'exists') ? first : error;
  }
}

/** The files of a batch that its program did not come to go into a second one. */
async function takenUp<Request>(
  many: (requests: readonly Request[], call: TransferOptions) => Promise<readonly Settled[]>,
  requests: readonly Request[],
  call: TransferOptions,
): Promise<readonly Settled[]> {
  const startedAt = performance.now();
  const settled = [...(await many(requests, call))];
  const open = settled.flatMap((one, index) =>
    one.status === 'rejected' && isMomentary(one.reason) ? [{ index, error: one.reason }] : [],
  );
  const [first] = open;
  if (first === undefined) return settled;
  const left = open.flatMap(({ index }) => requests[index] ?? []);
  const second = await many(left, secondCall(call, { startedAt, error: first.error }));
  open.forEach(({ index }, position) => {
    const again = second[position];
    const metWhatIsLeft = again?.status === 'rejected' && isMoverError(again.reason, 'exists');
    if (again !== undefined && !metWhatIsLeft) settled[index] = again;
  });
  return settled;
}

function isMomentary(error: unknown): error is Error {
  return isMoverError(error) && error.momentary === true;
}

/** Throws once the call is cancelled. */
function secondCall<Call extends CallOptions>(
  call: Call,
  { startedAt, error }: { readonly startedAt: number; readonly error: Error },
): Call {
  call.signal.throwIfAborted();
  call.logger.warn({ reason: error.message }, 'no answer, asked once more');
  return { ...call, timeoutMs: Math.max(1, call.timeoutMs - (performance.now() - startedAt)) };
}
