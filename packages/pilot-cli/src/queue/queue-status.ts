import { PilotError, type Queuedata } from '@panda-pilot/core';

/** What the state of a queue lets a pilot do. */
export type QueueDecision =
  | { readonly kind: 'run' }
  /** Only jobs that test the queue. */
  | { readonly kind: 'run-tests' }
  | { readonly kind: 'leave'; readonly error: PilotError };

/** Words for which no job may be asked for. A queue that brokerage passes by (`brokeroff`) still works off what it has. */
const closed: Readonly<Record<string, string>> = {
  offline: 'is offline',
  paused: 'is paused',
};

/**
 * Whether to ask for jobs of this queue. PANDA_QUEUE_NOT_ACTIVE (1359) for a queue whose state is not ACTIVE,
 * PANDA_QUEUE_NOT_ONLINE (1386) for one that is offline or paused; a status that nobody knows does not stop the pilot:
 * the server decides. Pure.
 */
export function decideOnQueue({ name, state, status }: Pick<Queuedata, 'name' | 'state' | 'status'>): QueueDecision {
  if (state !== undefined && state.toUpperCase() !== 'ACTIVE')
    return { kind: 'leave', error: new PilotError('PANDA_QUEUE_NOT_ACTIVE', `${name} has the state ${state}`) };
  const reason = closed[status];
  if (reason !== undefined)
    return { kind: 'leave', error: new PilotError('PANDA_QUEUE_NOT_ONLINE', `${name} ${reason}`) };
  return { kind: status === 'test' ? 'run-tests' : 'run' };
}
