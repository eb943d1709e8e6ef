import { connect, createServer, type Socket } from 'node:net';

/** What becomes of requests: kept, with the connection open and not a byte of an answer, or each answered HTTP 500 at once. */
export type Misery = 'silence' | 'status-500';

/** A port of this machine that leads to an HTTP server, and can stand in for one that has stopped working as a whole. */
export interface HttpRelay {
  readonly url: string;
  /**
   * Begins with the `nth` request, counted from this call, whose head fits `request`, and concerns every connection
   * from there on. Resolves when that request has come.
   */
  suffer(misery: Misery, from: { readonly request: RegExp; readonly nth: number }): Promise<void>;
  /** Passes on what was kept, in its order, and everything from there on. */
  recover(): void;
  close(): Promise<void>;
}

interface Trap {
  readonly misery: Misery;
  readonly request: RegExp;
  left: number;
  readonly sprung: () => void;
}

/** Opens a relay to a port of this machine. */
export async function openHttpRelay(target: number): Promise<HttpRelay> {
  const sockets = new Set<Socket>();
  const kept: (() => void)[] = [];
  let trap: Trap | undefined;
  let misery: Misery | undefined;

  const spring = (chunk: Buffer): void => {
    if (trap === undefined || !trap.request.test(chunk.toString('latin1')) || --trap.left > 0) return;
    ({ misery } = trap);
    trap.sprung();
    trap = undefined;
  };
  /** What is done now, or when the relay works again. */
  const inTurn = (act: () => void): void => void (misery === 'silence' ? kept.push(act) : act());

  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    }
    client.on('data', (chunk) => {
      spring(chunk);
      if (misery === 'status-500') client.end('HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\noops');
      else inTurn(() => upstream.write(chunk));
    });
    client.on('close', () => inTurn(() => upstream.end()));
    upstream.on('data', (chunk) => inTurn(() => client.write(chunk)));
    upstream.on('close', () => inTurn(() => client.end()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a relay without a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    suffer: (next, { request, nth }) =>
      new Promise((resolve) => (trap = { misery: next, request, left: nth, sprung: resolve })),
    recover() {
      misery = undefined;
      for (const act of kept.splice(0)) act();
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
