import { PilotError } from '@panda-pilot/core';
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

/**
 * Throws PilotError unless `credential` is valid for `minimumSeconds` from `now`; what else a proxy must be is for
 * `checkProxy`. The table has no rows for tokens, so the one that says the same of a certificate is used:
 * CERTIFICATE_HAS_EXPIRED (1373) for one that has expired, PROXY_TOO_SHORT (1382) for one that ends too soon, NO_PROXY
 * (1163) for one that is not valid yet: as good as none, and as likely the node's clock.
 */
export function checkLifetime(credential: Credential, { minimumSeconds, now }: LifetimeDemand): void {
  if (credential.kind === 'none') return;
  const { expiresAt, notBefore } = credential;
  const left = remainingSeconds(credential, now);
  const noun = credential.kind === 'x509' ? 'proxy' : 'token';
  const renew = `Renew the ${noun}: whoever starts the pilot (wrapper, Harvester) must hand it one that outlives the job`;
  if (left <= 0) {
    throw new PilotError('CERTIFICATE_HAS_EXPIRED', `the ${noun} expired at ${written(expiresAt)}`, { hint: renew });
  }
  if (notBefore !== undefined && notBefore.getTime() > now.getTime() + clockLeewayMs) {
    const hint = `The clock of this node says ${written(now)}: if that is wrong, mend it; otherwise renew the ${noun}`;
    throw new PilotError('NO_PROXY', `the ${noun} is not valid before ${written(notBefore)}`, { hint });
  }
  if (left < minimumSeconds) {
    const particulars = `the ${noun} ends in ${Math.floor(left)} s, at ${written(expiresAt)}; ${minimumSeconds} s are needed`;
    throw new PilotError('PROXY_TOO_SHORT', particulars, { hint: renew });
  }
}

/** Clocks of issuers and nodes differ by seconds. */
const clockLeewayMs = 60_000;

function written(instant: Date | undefined): string {
  return instant === undefined ? 'an unknown time' : instant.toISOString();
}
