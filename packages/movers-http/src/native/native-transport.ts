import type { ClientRequest } from 'node:http';
import { createDigest, MoverError, moverErrorFrom } from '@panda-pilot/movers-core';
import type { Session } from '../session.ts';
import type { HttpRequest, Transport, UploadSource } from '../transport.ts';
import type { Connections } from './connections.ts';
import { download } from './download.ts';
import { exchange, type Wire } from './exchange.ts';
import { answerOf } from './answer.ts';

export interface NativeOptions {
  readonly session: Session;
  readonly connections: Connections;
  readonly stallMs: number;
}

/** HTTP by Node itself, over kept connections. */
export function createNativeTransport({ session, connections, stallMs }: NativeOptions): Transport {
  const wireFor = async ({ url, token }: HttpRequest): Promise<Wire> => {
    const { credential, authorization } = await session.show(url, token);
    return { agent: connections.agentFor(url, credential), headers: authorization, stallMs };
  };
  return {
    ask: async (request) => answerOf(await exchange(request, await wireFor(request)), request),
    download: async (request, target) => download(request, target, await wireFor(request)),

    async upload(request, source) {
      const headers = {
        ...request.headers,
        'content-length': String(source.bytes),
        // Who refuses or redirects does so before the first byte.
        ...(source.bytes > 0 ? { expect: '100-continue' } : {}),
      };
      let bytes = 0;
      let digest = createDigest(source.algorithm);
      const sendBody = async (sent: ClientRequest): Promise<void> => {
        // From the start, also over a second connection.
        bytes = 0;
        digest = createDigest(source.algorithm);
        for await (const chunk of chunksFrom(source)) {
          await write(sent, chunk);
          digest.update(chunk);
          bytes += chunk.length;
          source.onProgress?.(bytes);
        }
        requireWhole(bytes, source);
        sent.end();
      };
      const response = await exchange({ ...request, headers }, await wireFor(request), sendBody);
      const answer = await answerOf(response, request);
      return { ...answer, bytes, ...(bytes === source.bytes ? { checksum: digest.digest() } : {}) };
    },
  };
}

/** Not by a stream of the file: each would listen to it until it is closed, and one file may have 10 000 parts. */
async function* chunksFrom({ file, path, start, bytes }: UploadSource): AsyncGenerator<Buffer, void, undefined> {
  const end = start + bytes;
  for (let at = start; at < end;) {
    const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, end - at));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at).catch((error: unknown) => {
      throw moverErrorFrom(error, path);
    });
    // Somebody has cut it.
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

const chunkBytes = 512 * 1024;

/** Resolves when the chunk has left for the kernel, so that no more than one waits in memory. */
function write(request: ClientRequest, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    request.write(chunk, (error) => (error === undefined || error === null ? resolve() : reject(error)));
  });
}

function requireWhole(bytes: number, source: UploadSource): void {
  if (bytes === source.bytes) return;
  const message = `${source.path} has ${bytes} of ${source.bytes} bytes left: somebody cut it meanwhile`;
  throw new MoverError(message, { kind: 'size-mismatch', file: source.path });
}
