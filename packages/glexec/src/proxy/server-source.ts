import type { Secret } from '@panda-pilot/credentials';
import type { ProxySource } from './proxy-source.ts';
import { acceptUserProxy } from './user-proxy.ts';

/** The part of a PanDA server's client that hands out users' proxies (`creds/get_proxy`, classic: `getProxy`). */
export interface ProxyGiver {
  getProxy(
    request: { readonly dn: string; readonly role?: string },
    call: { readonly signal?: AbortSignal; readonly timeoutMs?: number },
  ): Promise<Secret>;
}

/** What the server is asked, and who vouches for its answer. */
export interface ServerSourceOptions {
  /** `user`, `production`; the server's own choice when absent. */
  readonly role?: string;
  readonly caDirectory?: string;
  /** Milliseconds since the epoch; the clock of the system when absent. */
  readonly now?: () => number;
}

/**
 * Users' proxies from the PanDA server's cache, so that no worker node needs to be trusted by MyProxy. Rejects also
 * with whatever the client rejects with.
 */
export function serverProxySource(
  client: ProxyGiver,
  { role, caDirectory, now = Date.now }: ServerSourceOptions = {},
): ProxySource {
  return {
    name: 'server',
    fetch: async ({ owner, minSeconds, rights }, patience = {}) => {
      const request = { dn: owner, ...(role === undefined ? {} : { role }) };
      const text = await client.getProxy(request, patience);
      const expected = {
        ...(owner.startsWith('/') ? { identity: owner } : {}),
        ...(minSeconds === undefined ? {} : { minSeconds }),
        ...(rights === undefined ? {} : { rights }),
      };
      const place = 'the proxy from the PanDA server';
      return await acceptUserProxy(text.reveal(), expected, {
        place,
        now: new Date(now()),
        ...(caDirectory === undefined ? {} : { caDirectory }),
      });
    },
  };
}
