import { MoverError } from '@panda-pilot/movers-core';
import type { HttpAnswer } from './transport.ts';

/** Where a request goes, and whether the bearer token goes with it. */
export interface Hop {
  readonly url: URL;
  readonly token: 'show' | 'hide';
}

export interface RedirectPolicy {
  /** Hosts that may be shown the token beside the one that was asked first; `.cern.ch` stands for all below. */
  readonly tokenHosts: readonly string[];
  readonly plainRedirects: 'refuse' | 'allow';
}

/**
 * Sends a request, and again to wherever the server points (a door to its data servers), by the same method. The token
 * goes to the host that was asked and to those of the policy, over TLS, and to nobody after one who is neither: what a data
 * server needs, the door has put into the URL. Certificates are shown to every server that the authorities vouch for, which
 * gives nothing away but the name.
 */
export async function followRedirects<Answer extends HttpAnswer>(
  start: URL,
  policy: RedirectPolicy,
  send: (hop: Hop) => Promise<Answer>,
): Promise<Answer> {
  let hop: Hop = { url: start, token: 'show' };
  for (let hops = 0; hops <= mostHops; hops++) {
    const answer = await send(hop);
    if (!redirects.has(answer.status)) return answer;
    hop = nextHop(hop, answer, { start, policy });
  }
  throw new MoverError(`more than ${mostHops} redirects, the last to ${hop.url.host}`, refused(start));
}

/** A door, a second door, and a data server are three; a circle has no end. */
const mostHops = 8;

/** 304 and 300 are not among them: they leave open where to go. */
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function nextHop(
  { url, token }: Hop,
  { status, headers }: HttpAnswer,
  { start, policy }: { readonly start: URL; readonly policy: RedirectPolicy },
): Hop {
  const { location = '' } = headers;
  if (location === '' || !URL.canParse(location, url.href)) {
    throw new MoverError(`${url.host} answers ${status}, and does not say where to go`, refused(start));
  }
  const next = new URL(location, url);
  next.hash = '';
  const plain = next.protocol === 'http:' && (start.protocol === 'http:' || policy.plainRedirects === 'allow');
  if (next.protocol !== 'https:' && !plain) {
    const message = `${url.host} points to ${next.protocol}//${next.host}, which is not TLS (plainRedirects allows it)`;
    throw new MoverError(message, refused(start));
  }
  const known = next.hostname === start.hostname || policy.tokenHosts.some((host) => covers(host, next.hostname));
  return { url: next, token: token === 'show' && known && next.protocol === 'https:' ? 'show' : 'hide' };
}

function covers(pattern: string, host: string): boolean {
  return pattern.startsWith('.') ? host.endsWith(pattern) : host === pattern;
}

function refused(start: URL): { readonly kind: 'unsupported'; readonly file: string } {
  return { kind: 'unsupported', file: start.href };
}
