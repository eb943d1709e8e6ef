import { EventEmitter } from 'node:events';
import type { Job } from '@panda-pilot/core';
import type { LaunchOrder } from '@panda-pilot/runjob';
import type { Launching } from './launching.ts';

/** A job with the order for its payload; both may be another pilot's. */
interface OrderedJob {
  readonly job: Job;
  readonly launch: LaunchOrder | undefined;
}

/**
 * Does `work` while the proxy of the job's owner is kept from ending; what it is given emits `renewed` with each new
 * one. A proxy that has ended already, as those of recovered jobs have, is asked for anew before.
 */
export async function whileRenewed<T>(
  launching: Launching | undefined,
  { job, launch }: OrderedJob,
  work: (renewals: EventEmitter) => Promise<T>,
): Promise<T> {
  const renewals = new EventEmitter();
  const over = new AbortController();
  const onRenewed = (): void => void renewals.emit('renewed');
  try {
    if (launch !== undefined) await launching?.keepRenewed(job, launch, { signal: over.signal, onRenewed });
    return await work(renewals);
  } finally {
    over.abort();
  }
}
