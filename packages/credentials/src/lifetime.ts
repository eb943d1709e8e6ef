import type { Credential } from './credential.ts';

/** What is asked of a credential's remaining lifetime. */
export interface LifetimeDemand {
  readonly minimumSeconds: number;
  readonly now: Date;
}

/** Seconds for which `credential` remains valid; `Infinity` when it does not say when it ends, negative when it has ended. */
export function remainingSeconds(credential: Credential, now: Date): number {
  if (credential.kind === 'none' || credential.expiresAt === undefined) return Infinity;
  return (credential.expiresAt.getTime() - now.getTime()) / 1000;
}

/** Throws PilotError unless `credential` is valid for `minimumSeconds` from `now`. */
export function checkLifetime(credential: Credential, demand: LifetimeDemand): void {
  if (remainingSeconds(credential, demand.now) < demand.minimumSeconds) throw new Error('credential too short');
}
