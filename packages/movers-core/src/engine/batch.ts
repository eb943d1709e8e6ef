import { setMaxListeners } from 'node:events';
import type { GetRequest, Mover, PutRequest, Receipt, TransferOptions } from '../contract/mover.ts';
import { isMoverError } from '../contract/mover-error.ts';
import type { Pulse } from '../time/stall.ts';
import type { Gate } from '../time/gate.ts';
import type { TransferContext } from './transfer-context.ts';

/**
 * A transfer's place in a batch, or in none. What the transfer does goes through its seat: the first get or put of each
 * member waits until all members have come to theirs, or have settled otherwise, and then they go to the mover together, if
 * it takes many. Whatever a member does after that, it does alone, unless the storage was away for all.
 */
export class Seat {
  private batch: Batch | undefined;

  /** Joins a batch before the transfer begins. */
  join(batch: Batch): void {
    this.batch = batch;
    batch.expect(this);
  }

  /** Must be called once the transfer has settled: nobody waits for it any more. */
  leave(): void {
    this.batch?.excuse(this);
    this.batch = undefined;
  }

  isIn(batch: Batch): boolean {
    return this.batch === batch;
  }

  /** `context` for the transfer in this seat. */
  contextIn(context: TransferContext): TransferContext {
    const { limits, rates } = context;
    // A member's time is that of all, for they end together.
    const timeoutOf = (bytes: number | undefined, rate?: number): number =>
      limits.transferTimeoutMs(this.joined()?.totalBytes ?? bytes, rate);
    return {
      ...context,
      limits: { ...limits, transferTimeoutMs: timeoutOf },
      // Its bytes in the time of all say nothing of the line.
      rates: { ...rates, note: (...measured) => (this.batch === undefined ? rates.note(...measured) : undefined) },
      // One that is whole has not stalled while others move.
      pulse: () => this.joined()?.pulse ?? context.pulse(),
      // A batch that fails leaves as many as it had, each for itself.
      lane: (work) => (this.batch === undefined || this.joined() !== undefined ? work() : this.batch.lane(work)),
      movers: async (copytool) => this.seated(await context.movers(copytool)),
    };
  }

  /** The batch that waits for this seat. */
  private joined(): Batch | undefined {
    return this.batch?.isExpecting(this) === true ? this.batch : undefined;
  }

  private seated(mover: Mover): Mover {
    const batch = this.batch;
    if (batch === undefined) return mover;
    const locality = mover.locality?.bind(mover);
    /** Whoever goes alone is waited for no more. */
    const goesAlong = (isPossible: boolean): boolean => {
      const along = isPossible && batch.isExpecting(this);
      if (!along) batch.excuse(this);
      return along;
    };
    return {
      name: mover.name,
      schemes: mover.schemes,
      features: mover.features,
      get: (source, destination, options) =>
        goesAlong(mover.getMany !== undefined)
          ? batch.gather(this, { direction: 'get', mover, request: { source, destination, ...told(options) }, options })
          : mover.get(source, destination, options),
      put: (source, destination, options) =>
        goesAlong(mover.putMany !== undefined)
          ? batch.gather(this, { direction: 'put', mover, request: { source, destination, ...told(options) }, options })
          : mover.put(source, destination, options),
      stat: (file, options) => mover.stat(file, options),
      checksum: (file, algorithm, options) => mover.checksum(file, algorithm, options),
      remove: (file, options) => mover.remove(file, options),
      ...(locality && { locality }),
    };
  }
}

/** What is each file's own among the options of its transfer. */
function told({
  expected,
  about,
  onProgress,
}: TransferOptions): Pick<TransferOptions, 'expected' | 'about' | 'onProgress'> {
  return {
    ...(expected === undefined ? {} : { expected }),
    ...(about === undefined ? {} : { about }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}

type Call = (
  | { readonly direction: 'get'; readonly request: GetRequest }
  | { readonly direction: 'put'; readonly request: PutRequest }
) & { readonly mover: Mover; readonly options: TransferOptions };

type Gathered = Call & { readonly seat: Seat; resolve(receipt: Receipt): void; reject(reason: unknown): void };

/** The transfers that wait for each other. */
export class Batch {
  /** Bytes of all members together. */
  readonly totalBytes: number;
  /** For members that go alone. */
  readonly lane: Gate;
  /** Of the process that moves them. */
  pulse: Pulse = { at: undefined };
  private readonly expected = new Set<Seat>();
  private gathered: Gathered[] = [];

  constructor(totalBytes: number, lane: Gate) {
    this.totalBytes = totalBytes;
    this.lane = lane;
  }

  expect(seat: Seat): void {
    this.expected.add(seat);
  }

  isExpecting(seat: Seat): boolean {
    return this.expected.has(seat);
  }

  excuse(seat: Seat): void {
    if (this.expected.delete(seat)) this.goWhenComplete();
  }

  gather(seat: Seat, call: Call): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      this.gathered.push({ ...call, seat, resolve, reject });
      this.excuse(seat);
    });
  }

  private goWhenComplete(): void {
    if (this.expected.size > 0) return;
    const calls = this.gathered;
    this.gathered = [];
    for (const mover of new Set(calls.map((call) => call.mover))) {
      void this.deliver(
        mover,
        calls.filter((call) => call.mover === mover),
      );
    }
  }

  private async deliver(mover: Mover, calls: readonly Gathered[]): Promise<void> {
    const settled = await together(mover, calls);
    if (settled.length === calls.length && settled.every(isAway)) this.reopen(calls);
    const unsettled = new TypeError(`${mover.name} settled ${settled.length} of ${calls.length} files`);
    calls.forEach((call, index) => {
      const outcome = settled[index];
      if (outcome?.status === 'fulfilled') call.resolve(outcome.value);
      else call.reject(outcome?.reason ?? unsettled);
    });
  }

  /** A storage that is away is away for all of them: who tries again waits for the others once more. */
  private reopen(calls: readonly Gathered[]): void {
    this.pulse = { at: undefined };
    for (const { seat } of calls) if (seat.isIn(this)) this.expected.add(seat);
  }
}

function isAway(settled: PromiseSettledResult<Receipt>): boolean {
  if (settled.status === 'fulfilled') return false;
  return isMoverError(settled.reason, 'network') || isMoverError(settled.reason, 'offline');
}

/** Under the options of the last to come: the members share signal and time limit. Never rejects. */
async function together(mover: Mover, calls: readonly Gathered[]): Promise<readonly PromiseSettledResult<Receipt>[]> {
  const [last] = calls.slice(-1);
  if (last === undefined) return [];
  if (calls.length === 1) return Promise.allSettled([alone(mover, last)]);
  const { signal, timeoutMs, logger } = last.options;
  // Every file may listen to it; Node takes more than ten listeners for a leak.
  setMaxListeners(0, signal);
  const options = { signal, timeoutMs, logger };
  const gets = calls.flatMap((call) => (call.direction === 'get' ? [call.request] : []));
  const puts = calls.flatMap((call) => (call.direction === 'put' ? [call.request] : []));
  try {
    // The members of a batch go one way.
    return (await (gets.length > 0 ? mover.getMany?.(gets, options) : mover.putMany?.(puts, options))) ?? [];
  } catch (reason) {
    return calls.map(() => ({ status: 'rejected', reason }));
  }
}

function alone(mover: Mover, call: Gathered): Promise<Receipt> {
  return call.direction === 'get'
    ? mover.get(call.request.source, call.request.destination, call.options)
    : mover.put(call.request.source, call.request.destination, call.options);
}
