import { connect, createServer, type Server, type Socket } from 'node:net';

/** A port of this machine that leads to a server, and can treat badly what passes. */
export interface Gateway {
  readonly port: number;
  /** What becomes of connections made from here on. */
  treat(treatment: Treatment): void;
  /** Connections made so far. */
  readonly connections: () => number;
  /** Bytes that the server has sent so far, whatever became of them. */
  readonly served: () => number;
  close(): Promise<void>;
}

export interface Treatment {
  /** Turns one bit of the byte that is so far from the beginning of what the client sends, or the server. */
  readonly damage?: { readonly from: 'client' | 'server'; readonly at: number };
  /** Ends the connection after so many bytes of the server; of the client when told so. */
  readonly cut?: { readonly from: 'client' | 'server'; readonly after: number };
  /** Lets nothing of the server pass after so many bytes, and keeps the connection. */
  readonly stall?: { readonly after: number };
  /** Lets only so many bytes of either side pass in a second. */
  readonly pace?: { readonly bytesPerSecond: number };
  /** Only so many connections get that treatment, the others none. */
  readonly times?: number;
}

/** Opens a gateway to a port of this machine, or to a socket of its file system. */
export async function openGateway(target: number | string): Promise<Gateway> {
  let treatment: Treatment = {};
  let left = Infinity;
  let count = 0;
  let served = 0;
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    count++;
    const current = left > 0 ? treatment : {};
    left--;
    const upstream = typeof target === 'number' ? connect(target, '127.0.0.1') : connect(target);
    upstream.on('data', (chunk: Buffer) => (served += chunk.length));
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', end).on('close', () => {
        end();
        sockets.delete(socket);
      });
    }
    pass(client, upstream, { treatment: current, from: 'client', end });
    pass(upstream, client, { treatment: current, from: 'server', end });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a gateway without a port');
  return {
    port: address.port,
    connections: () => count,
    served: () => served,
    treat(next) {
      treatment = next;
      left = next.times ?? Infinity;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

interface Passage {
  readonly treatment: Treatment;
  readonly from: 'client' | 'server';
  readonly end: () => void;
}

function pass(source: Socket, sink: Socket, { treatment, from, end }: Passage): void {
  const { damage, cut, pace, stall } = treatment;
  let seen = 0;
  source.on('data', (chunk: Buffer) => {
    const before = seen;
    seen += chunk.length;
    if (damage?.from === from && damage.at >= before && damage.at < seen) {
      chunk[damage.at - before] = (chunk[damage.at - before] ?? 0) ^ 1;
    }
    if (stall !== undefined && from === 'server' && seen > stall.after) {
      sink.write(chunk.subarray(0, Math.max(0, stall.after - before)));
      return;
    }
    if (cut?.from === from && seen > cut.after) {
      source.pause();
      sink.write(chunk.subarray(0, Math.max(0, cut.after - before)), () => setImmediate(end));
      return;
    }
    const hasRoom = sink.write(chunk);
    if (pace !== undefined) {
      source.pause();
      setTimeout(() => source.resume(), (1000 * chunk.length) / pace.bytesPerSecond);
    } else if (!hasRoom) {
      source.pause();
      sink.once('drain', () => source.resume());
    }
  });
  source.on('end', () => sink.end());
}
