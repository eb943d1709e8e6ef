import { once } from 'node:events';
import { Agent, type AgentOptions, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { shownChain } from './shown-chain.ts';
import { UntrustedServer } from './untrusted-server.ts';

/**
 * Looks at the certificates that a server showed, DER, its own first. Rejects, with UntrustedServer, for one that is
 * not to be talked to.
 */
export type CheckChain = (chain: readonly Uint8Array[]) => Promise<void>;

/** How connections are made. */
export interface CheckedAgentOptions extends AgentOptions {
  readonly check: CheckChain;
  /** How long a connection may be in the making, handshake included. Then its requests fail with `ETIMEDOUT`. */
  readonly connectMs: number;
}

/** A request has no socket before its server was checked, so nothing but `stop` ends it by then. */
export interface CheckedRequestOptions extends RequestOptions {
  readonly stop?: AbortSignal;
}

/**
 * Connections whose server has passed TLS and `check` before the first byte of a request, a token or a name goes down.
 * What TLS itself can check of revocation is too coarse: it wants a list of every authority, or looks at none. Requests
 * fail with UntrustedServer when either refuses the server.
 */
export class CheckedAgent extends Agent {
  readonly #check: CheckChain;
  readonly #connectMs: number;
  readonly #making = new Set<TLSSocket>();

  constructor({ check, connectMs, ...options }: CheckedAgentOptions) {
    super(options);
    this.#check = check;
    this.#connectMs = connectMs;
  }

  override createConnection(
    options: CheckedRequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const socket = super.createConnection(options);
    if (!(socket instanceof TLSSocket) || callback === undefined) throw new Error('not a TLS connection');
    void this.#hand(socket, options.stop, callback);
  }

  /** Also ends the connections that nobody has yet. */
  override destroy(): void {
    super.destroy();
    for (const socket of this.#making) socket.destroy(new Error('closed'));
  }

  async #hand(
    socket: TLSSocket,
    stop: AbortSignal | undefined,
    callback: (error: Error | null, stream: Duplex) => void,
  ): Promise<void> {
    const drop = (): void => void socket.destroy(asError(stop?.reason));
    stop?.addEventListener('abort', drop, { once: true });
    try {
      await this.#admit(socket);
    } catch (error) {
      socket.destroy();
      callback(asError(error), socket);
      return;
    } finally {
      stop?.removeEventListener('abort', drop);
    }
    callback(null, socket);
  }

  async #admit(socket: TLSSocket): Promise<void> {
    const limit = setTimeout(() => socket.destroy(timedOut()), this.#connectMs);
    // For as long as it lives: with TLS 1.3 a server refuses a client's certificate after the handshake, while nobody else listens.
    const failures: Error[] = [];
    socket.on('error', (error) => failures.push(error));
    this.#making.add(socket);
    try {
      await once(socket, 'secureConnect');
      await this.#check(shownChain(socket));
      const [failure] = failures;
      if (failure !== undefined) throw failure;
      if (socket.destroyed) throw new Error('the server closed the connection');
    } catch (error) {
      throw hasText(socket.authorizationError) ? new UntrustedServer(asError(error).message, { cause: error }) : error;
    } finally {
      clearTimeout(limit);
      this.#making.delete(socket);
    }
  }
}

function timedOut(): Error {
  return Object.assign(new Error('connection timed out'), { code: 'ETIMEDOUT' });
}

function hasText(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || value instanceof Error;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
