import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer, type TLSSocket } from 'node:tls';

/** What a fake server does once it has the whole request, and then once it has the request for a certificate. */
export interface FakeScript {
  readonly answer?: (send: Send) => Promise<void> | void;
  readonly deliver?: (request: Buffer, send: Send) => Promise<void> | void;
}

export type Send = (bytes: string | Uint8Array) => Promise<void>;

export interface FakeServer {
  readonly port: number;
  /** What the clients have sent, every TLS record for itself. */
  readonly records: readonly Buffer[];
  stop(): Promise<void>;
}

export const okAnswer = 'VERSION=MYPROXYv2\nRESPONSE=0\n\0';

/** An answer that refuses. */
export function errorAnswer(...lines: readonly string[]): string {
  return `VERSION=MYPROXYv2\nRESPONSE=1\n${lines.map((line) => `ERROR=${line}\n`).join('')}\0`;
}

/** Starts a server that misbehaves as told. It cuts what it sends into pieces of `pieceBytes`, if given. */
export async function startFakeServer(
  files: { readonly hostCertificate: string; readonly hostKey: string },
  script: FakeScript,
  pieceBytes = Number.POSITIVE_INFINITY,
): Promise<FakeServer> {
  const records: Buffer[] = [];
  const sockets = new Set<TLSSocket>();
  const server = createServer(
    {
      cert: readFileSync(files.hostCertificate),
      key: readFileSync(files.hostKey),
      requestCert: true,
      rejectUnauthorized: false,
    },
    (socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      const send: Send = async (content) => {
        const bytes = Buffer.from(content as string);
        for (let at = 0; at < bytes.length; at += pieceBytes) {
          socket.write(bytes.subarray(at, Math.min(bytes.length, at + pieceBytes)));
          if (pieceBytes < bytes.length) await sleep(0);
        }
      };
      socket.on('data', (record: Buffer) => {
        records.push(record);
        if (records.length === 2) void script.answer?.(send);
        if (records.length === 3) void script.deliver?.(record, send);
      });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    records,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
