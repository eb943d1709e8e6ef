import { addsCommonName, lastCommonName } from './canonical-name.ts';
import type { Certificate } from './certificate.ts';
import { proxyInfoOf } from './extensions.ts';

/** How a proxy was made: RFC 3820; its draft, as Globus Toolkit 3 had it; or Globus Toolkit 2's, which is known by its name alone. */
export type ProxyKind = 'rfc3820' | 'gt3-draft' | 'legacy';

/**
 * What a proxy lets its holder do. `impersonation`: all that its issuer may. `limited`: the same, but no jobs may be
 * started, and PanDA servers refuse it. `independent`: nothing of the issuer's. `other`: what a policy says that only
 * its own language explains.
 */
export type ProxyRights = 'impersonation' | 'limited' | 'independent' | 'other';

/** What makes a certificate a proxy. */
export interface Delegation {
  readonly kind: ProxyKind;
  readonly rights: ProxyRights;
  /** Dotted object identifier; a legacy proxy has none. */
  readonly policyLanguage?: string;
  /** How many proxies may be made below this one; absent when any number may. */
  readonly pathLength?: number;
  /** Whether the proxy extension is critical, as it must be; true for a legacy proxy, which has none. */
  readonly critical: boolean;
}

/** What makes `certificate` a proxy; undefined when it is none. Throws DerError. */
export function delegationOf(certificate: Certificate): Delegation | undefined {
  const info = proxyInfoOf(certificate);
  if (info === undefined) return legacyDelegationOf(certificate);
  return { ...info, rights: rightsByLanguage.get(info.policyLanguage) ?? 'other' };
}

/** What is left of `rights` below a proxy that has `above`: no proxy gives more than it has. */
export function inheritedRights(rights: ProxyRights, above: ProxyRights): ProxyRights {
  return order.indexOf(rights) > order.indexOf(above) ? rights : above;
}

/** From the most to the least. */
const order: readonly ProxyRights[] = ['impersonation', 'limited', 'other', 'independent'];

const rightsByLanguage: ReadonlyMap<string, ProxyRights> = new Map([
  ['1.3.6.1.5.5.7.21.1', 'impersonation'],
  ['1.3.6.1.5.5.7.21.2', 'independent'],
  ['1.3.6.1.4.1.3536.1.1.1.9', 'limited'],
]);

function legacyDelegationOf({ subject, issuer }: Certificate): Delegation | undefined {
  const added = lastCommonName(subject);
  if ((added !== 'proxy' && added !== 'limited proxy') || !addsCommonName(subject, issuer)) return undefined;
  return { kind: 'legacy', rights: added === 'proxy' ? 'impersonation' : 'limited', critical: true };
}
