import type { Secret } from '../secret.ts';
import type { VomsAttributes } from '../voms/verify-attributes.ts';
import type { ProxyKind, ProxyRights } from '../x509/delegation.ts';
import type { Finding } from '../x509/finding.ts';
import type { DistinguishedName } from '../x509/name-text.ts';

/** An X.509 proxy: certificates, the private key of the first, and what is known and wrong about them. */
export interface X509Proxy {
  readonly kind: 'x509';
  /** How it was made; `none` for a certificate that is no proxy. */
  readonly proxyKind: ProxyKind | 'none';
  /** What it lets do. A limited proxy stays limited however many are made below it. */
  readonly rights: ProxyRights;
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  /** Who it acts for: the subject of the first certificate that is no proxy. */
  readonly identity: DistinguishedName;
  /** The time in which every certificate of the file is valid, up to and including the user's. */
  readonly notBefore: Date;
  readonly expiresAt: Date;
  /** How many more proxies may be made from it; absent when any number may. */
  readonly pathLength?: number;
  /** Size of its key. */
  readonly keyBits: number;
  /** Its certificates, first to last, as they are in the file. */
  readonly chain: readonly ProxyChainLink[];
  /** The certificates as PEM, first to last, without the key: the `cert` of a TLS connection. */
  readonly certificatesPem: string;
  /** The private key as PEM (PKCS #8): the `key` of a TLS connection. */
  readonly privateKey: Secret;
  /** VOMS attributes, those of the proxy made last first: servers use the first. */
  readonly attributes: readonly VomsAttributes[];
  /** `anchored`: a CA directory has the root of its chain. `unchecked`: nobody asked for that. */
  readonly trust: 'anchored' | 'refused' | 'unchecked';
  /** What is wrong with it, as seen when it was read. Those of the attributes are with the attributes. */
  readonly findings: readonly Finding[];
}

/** One certificate of a proxy file. */
export interface ProxyChainLink {
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  /** Hexadecimal. */
  readonly serial: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}
