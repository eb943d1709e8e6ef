import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { PilotError } from '@panda-pilot/core';
import { authoritiesIn, requireTrusted, shownChain, type X509Proxy } from '@panda-pilot/credentials';
import { Incoming } from './incoming.ts';
import { checkMyProxyIdentity } from './server-identity.ts';

/** Where a MyProxy server is, and who talks to it. */
export interface MyProxyServer {
  readonly host: string;
  /** 7512 when absent. */
  readonly port?: number;
  /** The name that its certificate must have, where that is another than `host`. */
  readonly name?: string;
  /** A directory of hash-named files with the authorities that may vouch for it. */
  readonly caDirectory: string;
  /** Who we are to it: the pilot's own proxy. Without one only a passphrase opens anything. */
  readonly credential?: Pick<X509Proxy, 'certificatesPem' | 'privateKey' | 'expiresAt'>;
  /** The newest version of TLS that is offered, 1.3 when absent; never an older one than 1.2. */
  readonly newestTls?: 'TLSv1.2' | 'TLSv1.3';
  /** Milliseconds since the epoch; the clock of the system when absent. */
  readonly now?: () => number;
}

/** A conversation with a MyProxy server. */
export interface Connection {
  readonly incoming: Incoming;
  /** Sends one message. The server takes every TLS record for one: resolves when it is on its way alone. */
  send(message: Uint8Array): Promise<void>;
  close(): void;
}

/**
 * Connects, and sends what comes before the first request. Rejects with whatever kept it from getting there; `signal`
 * ends it at any time.
 */
export async function openConnection(server: MyProxyServer, signal: AbortSignal): Promise<Connection> {
  const { caDirectory, now = Date.now } = server;
  const socket = await secureSocket(server, signal);
  const incoming = new Incoming();
  const stop = (): void => {
    incoming.end(abortReason(signal));
    // What waits to be sent to a server that reads nothing ends, too.
    socket.destroy();
  };
  socket.on('data', (chunk: Buffer) => incoming.push(chunk));
  socket.on('error', (error) => incoming.end(error));
  socket.on('close', () => incoming.end('end'));
  signal.addEventListener('abort', stop, { once: true });
  const close = (): void => {
    signal.removeEventListener('abort', stop);
    socket.destroy();
  };
  try {
    // Beyond what TLS checks: revocation and signing policies.
    await requireTrusted(shownChain(socket), { caDirectory, now: new Date(now()) });
    const send = (message: Uint8Array): Promise<void> => write(socket, message);
    // No delegation on this level of the protocol: a message of its own.
    await send(Buffer.from('0'));
    return { incoming, send, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function secureSocket(server: MyProxyServer, signal: AbortSignal): Promise<TLSSocket> {
  const { host, port = 7512, name = host, caDirectory, credential, newestTls = 'TLSv1.3' } = server;
  const ca = await authoritiesIn(caDirectory).catch(missingDirectory(caDirectory));
  signal.throwIfAborted();
  const socket = connect({
    host,
    port,
    ca: [...ca],
    minVersion: 'TLSv1.2',
    maxVersion: newestTls,
    ...(isIP(name) === 0 ? { servername: name } : {}),
    ...(credential === undefined ? {} : { cert: credential.certificatesPem, key: credential.privateKey.reveal() }),
    checkServerIdentity: (_host, certificate) => checkMyProxyIdentity(name, certificate),
  });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve);
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('the server has closed the connection at once')));
      signal.addEventListener('abort', () => reject(abortReason(signal)), { once: true });
    });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function missingDirectory(path: string): (cause: unknown) => never {
  return (cause) => {
    throw new PilotError('NO_PROXY', `the CA directory ${path} is not there, or not for us: no server can be trusted`, {
      cause,
      hint: "For the site: install the authorities' certificates, or name their directory (--ca-directory, X509_CERT_DIR)",
    });
  };
}

function write(socket: TLSSocket, message: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(message, (error) => (error === undefined || error === null ? resolve() : reject(error)));
  });
}

function abortReason({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error('stopped');
}
