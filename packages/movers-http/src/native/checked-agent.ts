import { Agent, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { checkServerChain, shownChain } from '@panda-pilot/credentials';
import { createTimeLimit, MoverError } from '@panda-pilot/movers-core';

export interface CheckedAgentOptions {
  /** Whose revocation lists (`.r0`) and signing policies count. */
  readonly caDirectory: string;
  /** For one connection, handshake included. */
  readonly timeoutMs: number;
}

/** A request has no socket before its server was checked, so that nothing else could end it by then. */
export interface CheckedRequestOptions extends RequestOptions {
  readonly stop?: AbortSignal;
}

interface Connection {
  /** For errors. */
  readonly host: string;
  readonly stop: AbortSignal | undefined;
}

/**
 * Connections on which nothing goes out, neither a token nor a name, before the server's certificates were looked up in the revocation
 * lists: TLS in Node wants a list of every authority, or looks at none. A server that is refused is `denied`.
 */
export class CheckedAgent extends Agent {
  private readonly demands: CheckedAgentOptions;

  constructor(demands: CheckedAgentOptions, options: ConstructorParameters<typeof Agent>[0]) {
    super(options);
    this.demands = demands;
  }

  override createConnection(
    options: CheckedRequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const socket = super.createConnection(options);
    if (!(socket instanceof TLSSocket)) throw new TypeError('https without TLS');
    void this.hand(socket, { host: `https://${options.host ?? ''}`, stop: options.stop }, callback);
  }

  private async hand(
    socket: TLSSocket,
    connection: Connection,
    callback: ((error: Error | null, stream: Duplex) => void) | undefined,
  ): Promise<void> {
    const [admitted] = await Promise.allSettled([admit(socket, connection, this.demands)]);
    if (admitted.status === 'fulfilled') return callback?.(null, socket);
    socket.destroy();
    const { reason } = admitted;
    callback?.(reason instanceof Error ? reason : new Error(String(reason)), socket);
  }
}

/** Rejects as TLS does, with `timed-out`, or with `denied` and what is wrong with the server. */
async function admit(
  socket: TLSSocket,
  { host, stop = new AbortController().signal }: Connection,
  { caDirectory, timeoutMs }: CheckedAgentOptions,
): Promise<void> {
  const limit = createTimeLimit({ signal: stop, timeoutMs }, host);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', () => resolve());
      // For as long as it lives: with TLS 1.3 a server refuses a client after the handshake, when nobody else may listen yet.
      socket.on('error', reject);
      socket.once('close', () => reject(new MoverError('hung up', { kind: 'network', file: host })));
      limit.signal.addEventListener('abort', () => reject(limit.signal.reason), { once: true });
    });
    const findings = await checkServerChain(shownChain(socket), { caDirectory, now: new Date() });
    const faults = findings.filter(({ severity }) => severity === 'refuse').map(({ particulars }) => particulars);
    if (faults.length > 0) throw new MoverError(faults.join('; '), { kind: 'denied', file: host });
  } finally {
    limit.lift();
  }
}
