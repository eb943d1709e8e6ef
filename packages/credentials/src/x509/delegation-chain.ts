import type { Certificate } from './certificate.ts';
import { type Delegation, delegationOf, inheritedRights, type ProxyKind, type ProxyRights } from './delegation.ts';

/** The certificates of a proxy file, told apart. */
export interface DelegationChain {
  /** The proxies, the last one made first. */
  readonly proxies: readonly ProxyCertificate[];
  /** The certificate of the person or robot that the proxies come from. Absent when the file ends before it. */
  readonly endEntity?: Certificate;
  /** What follows in the file: certificates of authorities, if anything. */
  readonly others: readonly Certificate[];
}

/** A certificate that is a proxy. */
export interface ProxyCertificate {
  readonly certificate: Certificate;
  readonly delegation: Delegation;
}

/** Tells proxies, user and authorities apart. Throws DerError when a proxy extension cannot be read. */
export function delegationChain(certificates: readonly Certificate[]): DelegationChain {
  const proxies: ProxyCertificate[] = [];
  for (const certificate of certificates) {
    const delegation = delegationOf(certificate);
    if (delegation === undefined) break;
    proxies.push({ certificate, delegation });
  }
  const [endEntity, ...others] = certificates.slice(proxies.length);
  return endEntity === undefined ? { proxies, others } : { proxies, endEntity, others };
}

/** The certificates of the proxies and of the user, without those of authorities. */
export function certificatesOf({ proxies, endEntity }: DelegationChain): readonly Certificate[] {
  const certificates = proxies.map(({ certificate }) => certificate);
  return endEntity === undefined ? certificates : [...certificates, endEntity];
}

/** The kind of the last proxy; `none` without one. */
export function kindOf({ proxies }: DelegationChain): ProxyKind | 'none' {
  return proxies[0]?.delegation.kind ?? 'none';
}

/** What the last proxy lets do, after all those above it. */
export function rightsOf({ proxies }: DelegationChain): ProxyRights {
  return proxies.reduceRight<ProxyRights>(
    (above, { delegation }) => inheritedRights(delegation.rights, above),
    'impersonation',
  );
}

/** How many proxies may be made below the last one; undefined when any number may. Negative when there are too many already. */
export function remainingPathLength({ proxies }: DelegationChain): number | undefined {
  const remaining = proxies.flatMap(({ delegation: { pathLength } }, below) =>
    pathLength === undefined ? [] : [pathLength - below],
  );
  return remaining.length === 0 ? undefined : Math.min(...remaining);
}
