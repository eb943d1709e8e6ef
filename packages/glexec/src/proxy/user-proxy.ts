import { PilotError } from '@panda-pilot/core';
import { checkProxy, readProxy, sameDn, secret, type Secret, type X509Proxy } from '@panda-pilot/credentials';

/** A proxy that was fetched for somebody, and found to be what was wanted. */
export interface UserProxy {
  readonly proxy: X509Proxy;
  /** The text of a proxy file: certificate, key, the rest of the chain. */
  readonly text: Secret;
}

/** What a fetched proxy must be. */
export interface ProxyExpectation {
  /** Whose it must be, in the form with slashes. Absent: nobody has told us. */
  readonly identity?: string;
  /** How long it must last at least, 0 when absent. */
  readonly minSeconds?: number;
  /** `impersonation` alone when absent: a limited pilot would get a limited proxy. */
  readonly rights?: readonly X509Proxy['rights'][];
}

/** Where a proxy came from, and who vouches for it. */
export interface ProxyOrigin {
  /** Names the place in errors, with its article: `the proxy from MyProxy at …`. */
  readonly place: string;
  /** Absent: its chain must be whole, but nobody is asked who made it. */
  readonly caDirectory?: string;
  readonly now: Date;
}

/**
 * Reads a fetched proxy and holds it against what was wanted. Rejects with NO_PROXY (not in order, somebody else's, limited),
 * CERTIFICATE_HAS_EXPIRED or PROXY_TOO_SHORT. VOMS attributes are left to those who use it.
 */
export async function acceptUserProxy(
  text: string,
  { identity, minSeconds = 0, rights = ['impersonation'] }: ProxyExpectation,
  { place, caDirectory, now }: ProxyOrigin,
): Promise<UserProxy> {
  const proxy = await readProxy(text, { now, place, ...(caDirectory === undefined ? {} : { caDirectory }) });
  checkProxy(proxy, { moment: 'use', now, leastSeconds: minSeconds, attributes: 'ignored', rights });
  if (identity !== undefined && !sameDn(proxy.identity.slash, identity)) {
    throw new PilotError('NO_PROXY', `${place} is one of ${proxy.identity.slash}, not of ${identity}`, {
      hint: "For the server's operators: a credential of somebody else is stored under this user's name",
    });
  }
  return { proxy, text: secret(text) };
}
