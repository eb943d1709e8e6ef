import { type KeyObject, X509Certificate } from 'node:crypto';
import type { Secret } from '@panda-pilot/credentials';
import { acceptUserProxy, type ProxyExpectation, type UserProxy } from '../proxy/user-proxy.ts';
import { requestCertificate } from './certificate-request.ts';
import type { MyProxyServer } from './connection.ts';
import { agreed, agreement, converse, type Patience } from './conversation.ts';
import type { StoredName } from './request.ts';
import { type StoredCredential, storedCredentials } from './stored-credential.ts';

/** Which proxy is wanted, and what it must be: `user`'s, when that is a distinguished name and no `identity` is given. */
export interface Retrieval extends StoredName, ProxyExpectation {
  /** Without one the server must know us as a trusted retriever. */
  readonly passphrase?: Secret;
  /** For how long; 0, when absent, for as long as the owner allows. A server that gives less says nothing. */
  readonly lifetimeSeconds?: number;
}

/** What is to be stored. */
export interface Storing extends StoredName {
  readonly passphrase?: Secret;
  /** How long proxies may last that others retrieve. */
  readonly lifetimeSeconds: number;
  /** Who may retrieve without a passphrase, a pattern of names as the server writes them. */
  readonly trustedRetrievers?: string;
  /** Answers the server's PKCS #10 request with a proxy for its key, then the chain above it, DER. */
  readonly delegate: (request: Buffer) => readonly Uint8Array[];
}

/**
 * A client of one MyProxy server. Everything rejects with NO_PROXY when the server refuses or fails, with
 * CERTIFICATE_HAS_EXPIRED when our own proxy has ended.
 */
export interface MyProxyClient {
  /**
   * Gets a proxy of a stored credential, with a key that never leaves this process. Rejects also with
   * CERTIFICATE_HAS_EXPIRED and PROXY_TOO_SHORT for what it got.
   */
  retrieve(retrieval: Retrieval, patience?: Patience): Promise<UserProxy>;
  /** What is stored under a name. */
  info(name: StoredName, patience?: Patience): Promise<readonly StoredCredential[]>;
  store(storing: Storing, patience?: Patience): Promise<void>;
  destroy(name: StoredName, patience?: Patience): Promise<void>;
}

/** Makes a client. Nothing is connected before the first call, nothing stays connected after one. */
export function createMyProxyClient(server: MyProxyServer): MyProxyClient {
  return {
    retrieve: (retrieval, patience = {}) => retrieve(server, retrieval, patience),
    info: (name, patience = {}) =>
      converse(
        server,
        { ...name, command: 'info', passphrase: unusedPassphrase },
        {
          patience,
          goOn: (_connection, response) => Promise.resolve(storedCredentials(response)),
        },
      ),
    store: (storing, patience = {}) => store(server, storing, patience),
    destroy: (name, patience = {}) =>
      converse(
        server,
        { ...name, command: 'destroy', passphrase: unusedPassphrase },
        {
          patience,
          goOn: () => Promise.resolve(),
        },
      ),
  };
}

/** The server looks at the certificate, but wants a passphrase in the request: this is what the client of the Globus toolkit sends. */
const unusedPassphrase = 'DUMMY-PASSPHRASE';

async function retrieve(server: MyProxyServer, retrieval: Retrieval, patience: Patience): Promise<UserProxy> {
  const { user, name, passphrase, lifetimeSeconds = 0 } = retrieval;
  const request = {
    command: 'get',
    user,
    lifetimeSeconds,
    ...(name === undefined ? {} : { name }),
    ...(passphrase === undefined ? {} : { passphrase: passphrase.reveal() }),
  } as const;
  const text = await converse(server, request, {
    patience,
    goOn: async (connection) => {
      const keys = await requestCertificate();
      await connection.send(keys.request);
      const certificates = await connection.incoming.certificates();
      // It has looked closer meanwhile, and changed its mind.
      if (typeof certificates === 'string') throw changedItsMind(certificates, server);
      await agreement(connection, server);
      return proxyText(certificates, keys.privateKey);
    },
  });
  return await accept(text, retrieval, server);
}

function accept(text: string, retrieval: Retrieval, server: MyProxyServer): Promise<UserProxy> {
  const { user, identity = user.startsWith('/') ? user : undefined, minSeconds, rights } = retrieval;
  const { caDirectory, host, now = Date.now } = server;
  const expected = {
    ...(identity === undefined ? {} : { identity }),
    ...(minSeconds === undefined ? {} : { minSeconds }),
    ...(rights === undefined ? {} : { rights }),
  };
  return acceptUserProxy(text, expected, {
    place: `the proxy from MyProxy at ${host}`,
    caDirectory,
    now: new Date(now()),
  });
}

function changedItsMind(text: string, server: MyProxyServer): Error {
  agreed(text, server);
  return new Error('the server agrees again instead of sending certificates');
}

/** The order that Globus tools write and read: the key comes second, in its old form. */
function proxyText([first, ...others]: readonly Buffer[], key: KeyObject): string {
  const pem = (der: Buffer | undefined): string => (der === undefined ? '' : new X509Certificate(der).toString());
  const keyText = key.export({ format: 'pem', type: 'pkcs1' });
  return [pem(first), keyText.toString(), ...others.map(pem)].join('');
}

function store(server: MyProxyServer, storing: Storing, patience: Patience): Promise<void> {
  const { user, name, passphrase, lifetimeSeconds, trustedRetrievers, delegate } = storing;
  const request = {
    command: 'put',
    user,
    lifetimeSeconds,
    ...(name === undefined ? {} : { name }),
    ...(passphrase === undefined ? {} : { passphrase: passphrase.reveal() }),
    ...(trustedRetrievers === undefined ? {} : { trustedRetrievers }),
  } as const;
  return converse(server, request, {
    patience,
    goOn: async (connection) => {
      const chain = delegate(await connection.incoming.element());
      await connection.send(Buffer.concat([Buffer.from([chain.length]), ...chain]));
      await agreement(connection, server);
    },
  });
}
