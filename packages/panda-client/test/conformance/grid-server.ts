import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { type Credential, readShownProxy, secret } from '@panda-pilot/credentials';
import {
  type IdentifyCertificate,
  type LocalIssuer,
  type PandaLocal,
  type PandaLocalOptions,
  startLocalIssuer,
  startPandaLocal,
} from '@panda-pilot/panda-local';
import { createPandaClient, type PandaClient, type PandaClientOptions } from '../../src/index.ts';
import { authority, delegated, host, proxyOf, tlsIdentity, voms } from '../grid.ts';

/** The two ways in which a pilot says who it is. */
export const identities = ['a token of an issuer', 'a proxy with VOMS attributes'] as const;
export type IdentityName = (typeof identities)[number];

/** A server over TLS that verifies proxies, their attributes and tokens by itself, and clients of it. */
export interface GridServer {
  readonly server: PandaLocal;
  readonly issuer: LocalIssuer;
  /** A credential with the role. */
  credential(identity: IdentityName, role?: string): Promise<Credential>;
  client(options: Pick<PandaClientOptions, 'credential'> & Partial<PandaClientOptions>): PandaClient;
  close(): Promise<void>;
}

/** Starts one; `close` takes everything away that it has made. */
export async function gridServer(options: Partial<PandaLocalOptions> = {}): Promise<GridServer> {
  const issuer = await startLocalIssuer();
  const root = await mkdtemp(join(tmpdir(), 'panda-conformance-'));
  const caDirectory = await filesIn(join(root, 'certificates'), authority.files({ revocations: authority.revoke([]) }));
  const vomsDirectory = await filesIn(join(root, 'vomsdir'), voms.files());
  const server = await startPandaLocal({
    directory: join(root, 'jobs'),
    apis: ['v1', 'classic'],
    adder: 'manual',
    tls: tlsIdentity(host),
    issuers: [{ vo: 'atlas', discoveryUrl: issuer.discoveryUrl, audience: 'panda' }],
    identifyCertificate: identifyProxies(caDirectory, vomsDirectory),
    ...options,
  });
  const clients: PandaClient[] = [];
  return {
    server,
    issuer,
    credential: (identity, role = 'production') =>
      identity === 'a proxy with VOMS attributes' ? proxyOf(delegated(role)) : tokenFor(issuer, role),
    client(given) {
      const url = server.url.replace('127.0.0.1', 'localhost');
      const client = createPandaClient({ url, caDirectory, logger: silentLogger, timeoutMs: 30_000, ...given });
      clients.push(client);
      return client;
    },
    async close() {
      for (const client of clients) client.close();
      await server.close();
      await issuer.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Not the test's: servers here live through many. */
async function filesIn(directory: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return directory;
}

/** What mod_ssl and mod_gridsite do for the server: nothing of a proxy is believed that was not verified. */
function identifyProxies(caDirectory: string, vomsDirectory: string): IdentifyCertificate {
  return async (chain) => {
    const proxy = await readShownProxy(chain, { caDirectory, vomsDirectory });
    const isGood = proxy.trust === 'anchored' && proxy.findings.every(({ severity }) => severity !== 'refuse');
    const verified = proxy.attributes.filter(({ verification }) => verification === 'verified');
    return isGood ? { dn: proxy.subject.slash, fqans: verified.flatMap(({ fqans }) => fqans) } : undefined;
  };
}

/** A token of the pilot, and an Origin that asks for the role. */
export async function tokenFor(
  issuer: LocalIssuer,
  role: string,
  claims: Readonly<Record<string, unknown>> = {},
): Promise<Credential> {
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const groups = ['atlas', 'atlas/production', 'atlas/pilot'];
  const token = await issuer.issue({ aud: 'panda', exp, name: 'test pilot', sub: 'pilot-1', groups, ...claims });
  const origin = role === '' ? 'atlas' : `atlas:${role}`;
  return { kind: 'token', token: secret(token), origin, audience: [] };
}
