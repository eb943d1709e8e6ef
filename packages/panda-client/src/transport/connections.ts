import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import { PilotError } from '@panda-pilot/core';
import { CheckedAgent, type Credential, type X509Proxy } from '@panda-pilot/credentials';
import type { TrustStore } from './trust-store.ts';

/** Kept connections to one server. */
export interface Connections {
  /**
   * The connections of those who show `credential`. A proxy has connections of its own, since it is shown when they are
   * made; those of one that was renewed end with their calls. Rejects with PilotError NO_PROXY when TLS cannot use the
   * proxy.
   */
  agentFor(credential: Credential): Promise<HttpAgent>;
  close(): void;
}

/** How connections are kept. */
export interface ConnectionOptions {
  readonly url: URL;
  readonly idleConnectionMs: number;
  readonly connectMs: number;
  readonly trust: TrustStore;
}

/** Connections over http, or over TLS with verification. */
export function createConnections(options: ConnectionOptions): Connections {
  const kept = {
    keepAlive: true,
    timeout: options.idleConnectionMs,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: addressMs,
  };
  if (options.url.protocol === 'http:') {
    const agent = new HttpAgent(kept);
    return { agentFor: () => Promise.resolve(agent), close: () => agent.destroy() };
  }
  const plain = new CurrentAgent((secureContext) => tlsAgent({ ...kept, secureContext }, options));
  const proxied = new CurrentAgent((secureContext) => tlsAgent({ ...kept, secureContext }, options));
  return {
    async agentFor(credential) {
      const authorities = await options.trust.authorities();
      return credential.kind === 'x509' ? proxied.get(authorities, credential) : plain.get(authorities);
    },
    close() {
      plain.close();
      proxied.close();
    },
  };
}

/**
 * For each address of a server but the last. Node gives up an address for good after 250 ms: from the other side of the
 * world, or when a packet is lost (which is sent again after 1 s), no server with two addresses would ever be reached.
 */
const addressMs = 1500;

/** Ends the connections that no call uses; the server may have closed them all. */
export function dropIdleConnections(agent: HttpAgent): void {
  for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
}

/**
 * TLS sessions are never resumed: with TLS 1.3 mod_gridsite 3.0.0 sees no VOMS attributes in a resumed one.
 * `rejectUnauthorized` is said outright, since NODE_TLS_REJECT_UNAUTHORIZED=0 would change its default.
 */
function tlsAgent(kept: AgentOptions, { trust, connectMs }: ConnectionOptions): HttpsAgent {
  const options = { ...kept, maxCachedSessions: 0, rejectUnauthorized: true };
  return trust.check === undefined
    ? new HttpsAgent(options)
    : new CheckedAgent({ ...options, check: trust.check, connectMs });
}

type Authorities = readonly string[] | undefined;

/** The agent for what is trusted and shown at the time, and those of before whose calls are still under way. */
class CurrentAgent {
  readonly #make: (context: SecureContext) => HttpsAgent;
  #current:
    | { readonly authorities: Authorities; readonly shown: string | undefined; readonly agent: HttpsAgent }
    | undefined;
  #retired: readonly HttpsAgent[] = [];

  constructor(make: (context: SecureContext) => HttpsAgent) {
    this.#make = make;
  }

  get(authorities: Authorities, proxy?: X509Proxy): HttpsAgent {
    const shown = proxy?.certificatesPem;
    const current = this.#current;
    if (current !== undefined && current.authorities === authorities && current.shown === shown) return current.agent;
    const agent = this.#make(secureContext(authorities, proxy));
    if (current !== undefined) this.#retire(current.agent);
    this.#current = { authorities, shown, agent };
    return agent;
  }

  close(): void {
    this.#current?.agent.destroy();
    for (const agent of this.#retired) agent.destroy();
  }

  #retire(agent: HttpsAgent): void {
    dropIdleConnections(agent);
    this.#retired = [...this.#retired, agent].filter((each) => Object.keys(each.sockets).length > 0);
  }
}

/**
 * Made once for many connections: a CA directory has a hundred certificates. The proxy is no authority, whatever its
 * file is used for elsewhere.
 */
function secureContext(authorities: Authorities, proxy: X509Proxy | undefined): SecureContext {
  const ca = authorities === undefined ? {} : { ca: authorities.join('\n') };
  const trust = { minVersion: 'TLSv1.2', ...ca } as const;
  if (proxy === undefined) return createSecureContext(trust);
  try {
    return createSecureContext({ ...trust, cert: proxy.certificatesPem, key: proxy.privateKey.reveal() });
  } catch (error) {
    throw new PilotError('NO_PROXY', 'TLS cannot use the proxy', { cause: error });
  }
}
