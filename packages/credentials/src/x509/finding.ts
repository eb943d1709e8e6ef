/** Everything that can be wrong with a proxy, and how bad it is. */
export const findingSeverities = {
  /** Others than the owner can read the file, key and all. Globus refuses such a file. */
  'file-exposed': 'refuse',
  /** The file belongs to another user. Globus and ARC refuse such a file. */
  'file-foreign': 'refuse',
  /** The private key is not that of the first certificate. */
  'key-mismatch': 'refuse',
  'key-broken': 'refuse',
  'key-weak': 'warn',
  /** Signed with MD5 or older. */
  'signature-broken': 'refuse',
  /** Signed with SHA-1. */
  'signature-weak': 'warn',
  /** The file holds a user's or a host's own certificate and key. */
  'not-a-proxy': 'refuse',
  /** The certificate that the proxies come from is not in the file. */
  'chain-incomplete': 'refuse',
  /** A certificate is not the issuer of the one before it. */
  'issuer-mismatch': 'refuse',
  'signature-bad': 'refuse',
  /** A proxy's subject is not its issuer's and one common name. */
  'subject-mismatch': 'refuse',
  /** Proxies of different kinds in one chain. */
  'kinds-mixed': 'refuse',
  /** More proxies than a path length constraint allows. */
  'path-too-long': 'refuse',
  /** The proxy extension is not critical: software that does not know it would take the proxy for a user. */
  'extension-not-critical': 'refuse',
  /** A critical extension that is not known here. */
  'extension-unknown': 'refuse',
  /** Name constraints of an authority are not checked here. */
  'extension-unchecked': 'warn',
  /** A proxy that claims to be an authority, or whose key may sign certificates. */
  'proxy-is-authority': 'refuse',
  /** A proxy with a second name of its own or of its issuer (RFC 3820, 3.3 and 3.5). OpenSSL takes no such chain. */
  'proxy-has-alternative-name': 'refuse',
  /** A proxy that was issued by an authority. */
  'issuer-is-authority': 'refuse',
  /** The issuer's key may not sign. */
  'issuer-may-not-sign': 'refuse',
  /** Certificates after the user's that are none of its authorities. */
  'certificate-stray': 'warn',
  expired: 'refuse',
  'not-yet-valid': 'refuse',
  /** No certificate of the authority is in the directory of trusted ones. */
  'authority-unknown': 'refuse',
  /** The authority's certificate does not allow what it did. */
  'authority-unfit': 'refuse',
  'authority-expired': 'refuse',
  'authority-unreadable': 'refuse',
  revoked: 'refuse',
  /** A revocation list is past its next update: what it lists is revoked, what it lacks may be. */
  'revocations-outdated': 'warn',
  'revocations-unreadable': 'refuse',
  /** The authority's signing policy does not cover the name. */
  'signing-policy-violated': 'refuse',
  'signing-policy-unreadable': 'refuse',
  'attributes-unreadable': 'refuse',
  'attributes-expired': 'refuse',
  'attributes-not-yet-valid': 'refuse',
  /** The attributes lack an extension without which VOMS and ARC take none. */
  'attributes-incomplete': 'refuse',
  /** The attributes were given to another certificate. */
  'attributes-holder': 'refuse',
  'attributes-signature': 'refuse',
  /** No file of the VOMS directory vouches for the issuer. */
  'attributes-issuer': 'refuse',
  /** A group that is not of the VO. */
  'attributes-group': 'refuse',
  /** The attributes are for other hosts. */
  'attributes-target': 'refuse',
} as const satisfies Record<string, 'refuse' | 'warn'>;

/** A key of the table of findings. */
export type FindingName = keyof typeof findingSeverities;

/** One thing that is wrong with a proxy. */
export interface Finding {
  readonly name: FindingName;
  /** `refuse`: no careful server takes it. `warn`: servers still do. */
  readonly severity: 'refuse' | 'warn';
  /** What and where, in a sentence. Holds no secret. */
  readonly particulars: string;
}

/** A finding of its name's severity. */
export function finding(name: FindingName, particulars: string): Finding {
  return { name, severity: findingSeverities[name], particulars };
}
