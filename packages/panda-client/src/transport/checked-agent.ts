import { once } from 'node:events';
import { Agent, type AgentOptions, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { shownChain } from '@panda-pilot/credentials';
import { UntrustedServer } from './untrusted-server.ts';

/** Looks at the certificates that a server showed, DER, its own first. Rejects, with UntrustedServer, for one that is not to be talked to. */
export type CheckChain = (chain: readonly Uint8Array[]) => Promise<void>;

/** How connections are made. */
export interface CheckedAgentOptions extends AgentOptions {
  readonly check: CheckChain;
  /** How long a connection may be in the making. */
  readonly connectMs: number;
}

/**
 * Connections whose server has passed TLS and `check` before the first byte of a request goes down. What TLS itself can check of revocation is too
 * coarse: it wants a list of every authority, or looks at none.
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
    options: RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const socket = super.createConnection(options);
    if (!(socket instanceof TLSSocket) || callback === undefined) throw new Error('not a TLS connection');
    void this.#hand(socket, callback);
  }

  /** Also ends the connections that nobody has yet. */
  override destroy(): void {
    super.destroy();
    for (const socket of this.#making) socket.destroy(new Error('closed'));
  }

  async #hand(socket: TLSSocket, callback: (error: Error | null, stream: Duplex) => void): Promise<void> {
    try {
      await this.#admit(socket);
    } catch (error) {
      socket.destroy();
      callback(error instanceof Error ? error : new Error(String(error)), socket);
      return;
    }
    callback(null, socket);
  }

  async #admit(socket: TLSSocket): Promise<void> {
    const limit = setTimeout(() => socket.destroy(new Error('connection timed out')), this.#connectMs);
    // With TLS 1.3 a server refuses a client's certificate after the handshake, while nobody else listens.
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
      throw hasText(socket.authorizationError) ? new UntrustedServer(messageOf(error), { cause: error }) : error;
    } finally {
      clearTimeout(limit);
      this.#making.delete(socket);
    }
  }
}

function hasText(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || value instanceof Error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
