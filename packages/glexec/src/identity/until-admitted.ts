import type { IdentitySwitch, SwitchRefusal } from './identity-switch.ts';

/** How the pauses between attempts are spent. */
export interface Patience {
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * What `attempt` comes to, tried again after the pauses of the switch while it refuses for a reason that may pass: a
 * busy authorisation service looks like a refusal. Rejects with the last refusal; resolves with `undefined` when the
 * signal ended the waiting.
 */
export async function untilAdmitted<T extends object>(
  { backOffMs }: IdentitySwitch,
  attempt: () => Promise<T | SwitchRefusal>,
  { sleep, signal }: Patience,
): Promise<T | undefined> {
  for (const pauseMs of [...backOffMs, undefined]) {
    if (signal.aborted) return undefined;
    const outcome = await attempt();
    if (!('passing' in outcome)) return outcome;
    if (!outcome.passing || pauseMs === undefined) throw outcome.error;
    await sleep(pauseMs, signal);
  }
  return undefined;
}
