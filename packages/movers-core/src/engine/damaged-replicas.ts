import type { MoverErrorKind } from '../contract/mover-error.ts';
import type { StageInOutcome } from './staging.ts';

/** A replica that is not what the catalogue says. */
export interface DamagedReplica {
  readonly lfn: string;
  readonly url: string;
  readonly kind: 'checksum-mismatch' | 'size-mismatch' | 'not-found';
  readonly message: string;
}

/** The replicas that stage-in found damaged or missing, once each, for the site's consistency service. */
export function damagedReplicas(outcomes: readonly StageInOutcome[]): readonly DamagedReplica[] {
  const found = outcomes.flatMap(({ lfn, failedAttempts }) =>
    failedAttempts.flatMap(({ url, kind, message }) => (isDamage(kind) ? [{ lfn, url, kind, message }] : [])),
  );
  return [...new Map(found.map((one) => [one.url, one])).values()];
}

function isDamage(kind: MoverErrorKind): kind is DamagedReplica['kind'] {
  return kind === 'checksum-mismatch' || kind === 'size-mismatch' || kind === 'not-found';
}
