import type { Credential } from '@panda-pilot/credentials';
import { type CallContext, serverFailure } from '../failures/server-failure.ts';

/**
 * The headers that say who calls; a proxy has none, the connection shows it. Throws PandaServerError `untrusted` rather
 * than send a token in the clear over a network: whoever reads it there is the pilot from then on. A proxy cannot be
 * shown there at all.
 */
export function authorizationHeaders(credential: Credential, url: URL, context: CallContext): Record<string, string> {
  if (credential.kind === 'none') return {};
  if (url.protocol !== 'https:' && !isLoopback(url.hostname)) {
    const what = credential.kind === 'x509' ? 'a proxy' : 'a token';
    throw serverFailure(context, { kind: 'untrusted', detail: `${what} is shown over https only` });
  }
  if (credential.kind === 'x509') return {};
  return { Authorization: `Bearer ${credential.token.reveal()}`, Origin: credential.origin };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
