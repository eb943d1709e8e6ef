import type { Credential } from '@panda-pilot/credentials';
import { type CallContext, serverFailure } from './server-failure.ts';

/**
 * The headers that say who calls. Throws PandaServerError `untrusted` rather than send a token in the clear over a network: whoever reads it
 * there is the pilot from then on. A proxy has no header: the connection shows it.
 */
export function authorizationHeaders(credential: Credential, url: URL, context: CallContext): Record<string, string> {
  if (credential.kind !== 'token') return {};
  if (url.protocol !== 'https:' && !isLoopback(url.hostname)) {
    throw serverFailure(context, { kind: 'untrusted', detail: 'a token is sent over https only' });
  }
  return { Authorization: `Bearer ${credential.token.reveal()}`, Origin: credential.origin };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
