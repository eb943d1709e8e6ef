import { sameName } from './canonical-name.ts';
import type { Certificate } from './certificate.ts';
import { titleOf } from './check-chain.ts';
import { clockLeewayMs } from './clock-leeway.ts';
import type { DelegationChain } from './delegation-chain.ts';
import { type Finding, finding } from './finding.ts';

/** The time in which all of `certificates` are valid; it ends before it begins when there is none. */
export function commonValidity(certificates: readonly Certificate[]): {
  readonly notBefore: Date;
  readonly expiresAt: Date;
} {
  return {
    notBefore: new Date(Math.max(...certificates.map(({ notBefore }) => notBefore.getTime()))),
    expiresAt: new Date(Math.min(...certificates.map(({ notAfter }) => notAfter.getTime()))),
  };
}

/** Which of `certificates` are not valid at `now`. */
export function checkValidity(certificates: readonly Certificate[], now: Date): readonly Finding[] {
  return certificates.flatMap((certificate) => {
    const { notBefore, notAfter } = certificate;
    const title = titleOf(certificate);
    if (now > notAfter) return [finding('expired', `${title} expired at ${notAfter.toISOString()}`)];
    if (now.getTime() + clockLeewayMs >= notBefore.getTime()) return [];
    return [finding('not-yet-valid', `${title} is not valid before ${notBefore.toISOString()}`)];
  });
}

/** Certificates after the user's that are authorities of none of the others: somebody joined files that do not belong together. */
export function checkStrays({ endEntity, others }: DelegationChain): readonly Finding[] {
  const issued = endEntity === undefined ? others : [endEntity, ...others];
  return others
    .filter((certificate) => !issued.some((one) => one !== certificate && sameName(one.issuer, certificate.subject)))
    .map((certificate) => finding('certificate-stray', `${titleOf(certificate)} issued none of the others`));
}
