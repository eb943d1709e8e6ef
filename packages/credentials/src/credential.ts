import type { X509Proxy } from './proxy/x509-proxy.ts';
import type { Secret } from './secret.ts';

/** What the pilot shows to a server to say who it is. */
export type Credential = NoCredential | OidcToken | X509Proxy;

/** Nobody: enough for a server that asks for nothing. */
export interface NoCredential {
  readonly kind: 'none';
}

/** An OpenID Connect bearer token. Its claims are read, not verified: the server that holds the issuer's keys does that. */
export interface OidcToken {
  readonly kind: 'token';
  readonly token: Secret;
  /** `<vo>:<role>` or `<vo>.<role>`, sent as the `Origin` header. Without a role the server gives no production rights. */
  readonly origin: string;
  /** The claim `exp`. Absent when the token is opaque or has none. */
  readonly expiresAt?: Date;
  /** The claim `nbf`. */
  readonly notBefore?: Date;
  /** The claim `iss`. */
  readonly issuer?: string;
  /** The claim `sub`. */
  readonly subject?: string;
  /** The claim `aud`, always as a list. */
  readonly audience: readonly string[];
}

/** Gives the credential for the next call; asked before every call, so that a renewed one is used at once. */
export interface CredentialProvider {
  /** Rejects with PilotError when there is no usable credential. */
  current(): Promise<Credential>;
}

/** The credential of somebody who shows none. */
export const noCredential: NoCredential = { kind: 'none' };

/** A provider that always gives `credential`. */
export function fixedCredential(credential: Credential): CredentialProvider {
  return { current: () => Promise.resolve(credential) };
}
