import { Agent, type AgentOptions } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import { CheckedAgent, requireTrusted } from '@panda-pilot/credentials';
import { MoverError } from '@panda-pilot/movers-core';
import type { Session, TlsIdentity } from '../session.ts';

/**
 * How many connections a session has, and whether servers' certificates are looked up in revocation lists: where the CA
 * directory alone vouches for servers.
 */
export function connectionsFor(
  { places }: Pick<Session, 'places'>,
  { parallel, stallMs, trust }: { readonly parallel: number; readonly stallMs: number; readonly trust: 'grid' | 'web' },
): Connections {
  const { caDirectory } = places;
  const revocations =
    caDirectory === undefined || trust === 'web' ? {} : { revocations: { caDirectory, connectMs: stallMs } };
  return createConnections({ mostPerHost: parallel, ...revocations });
}

interface ConnectionsOptions {
  readonly mostPerHost: number;
  /** The CA directory whose revocation lists count; none are looked at without. */
  readonly revocations?: Revocations;
}

/** Whose revocation lists (`.r0`) and signing policies count, and how long one connection may take, handshake included. */
interface Revocations {
  readonly caDirectory: string;
  readonly connectMs: number;
}

/** Kept connections, to any number of servers. */
export interface Connections {
  /** Connections over which `identity` is shown and by which servers are known; plain ones for `http:`. */
  agentFor(url: URL, identity: TlsIdentity): Agent;
}

/**
 * Connections are kept by host and by what is shown on them. Those of a proxy that was renewed end with their calls; idle
 * ones keep no process alive.
 */
function createConnections({ mostPerHost, revocations }: ConnectionsOptions): Connections {
  const kept: AgentOptions = {
    keepAlive: true,
    timeout: idleMs,
    maxSockets: mostPerHost,
    maxFreeSockets: mostPerHost,
    autoSelectFamily: true,
  };
  const plain = new Agent(kept);
  let current: { readonly identity: TlsIdentity; readonly agent: TlsAgent } | undefined;
  return {
    agentFor(url, identity) {
      if (url.protocol !== 'https:') return plain;
      if (current?.identity !== identity) {
        for (const socket of Object.values(current?.agent.freeSockets ?? {}).flat()) socket?.destroy();
        current = { identity, agent: tlsAgent(kept, contextOf(identity, url), revocations) };
      }
      return current.agent;
    },
  };
}

/** Servers close what is idle for longer (XrdHttp and nginx after 75 s at most), and then a request meets a closed door. */
const idleMs = 30_000;

/**
 * TLS sessions are never resumed: with TLS 1.3 some servers see no VOMS attributes in a resumed one (mod_gridsite 3.0.0).
 * `rejectUnauthorized` is said outright, since NODE_TLS_REJECT_UNAUTHORIZED=0 would change its default.
 */
function tlsAgent(kept: AgentOptions, secureContext: SecureContext, revocations?: Revocations): TlsAgent {
  const options = { ...kept, secureContext, maxCachedSessions: 0, rejectUnauthorized: true };
  if (revocations === undefined) return new TlsAgent(options);
  const { caDirectory, connectMs } = revocations;
  const check = async (chain: readonly Uint8Array[]): Promise<void> =>
    void (await requireTrusted(chain, { caDirectory, now: new Date() }));
  return new CheckedAgent({ ...options, check, connectMs });
}

/** Made once for many connections: a CA directory has a hundred certificates. */
function contextOf({ authorities, certificate }: TlsIdentity, url: URL): SecureContext {
  const trust = authorities === undefined ? {} : { ca: authorities.join('\n') };
  const shown =
    certificate === undefined ? {} : { cert: certificate.certificatesPem, key: certificate.privateKey.reveal() };
  try {
    return createSecureContext({ minVersion: 'TLSv1.2', ...trust, ...shown });
  } catch (cause) {
    throw new MoverError('TLS cannot use the proxy, or the CA directory', { kind: 'denied', file: url.href, cause });
  }
}
