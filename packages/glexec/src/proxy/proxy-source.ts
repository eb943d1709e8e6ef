import type { Patience } from '../myproxy/conversation.ts';
import type { ProxyExpectation, UserProxy } from './user-proxy.ts';

/** Whose proxy a job needs. */
export interface WantedProxy extends Pick<ProxyExpectation, 'minSeconds' | 'rights'> {
  /** The owner's distinguished name, in the form with slashes. */
  readonly owner: string;
  /** The name of the owner's credential, for places that keep several. */
  readonly credentialName?: string;
}

/**
 * Where users' proxies come from. Whatever `fetch` resolves with is the owner's own, in order and not limited; it
 * rejects with NO_PROXY, CERTIFICATE_HAS_EXPIRED or PROXY_TOO_SHORT, and never gives somebody else's proxy instead: the
 * pilot's least of all.
 */
export interface ProxySource {
  readonly name: 'myproxy' | 'myproxy-logon' | 'server' | 'job';
  fetch(wanted: WantedProxy, patience?: Patience): Promise<UserProxy>;
}
