import type { IncomingMessage } from 'node:http';
import { createDigest, type Digest, isMoverError, MoverError } from '@panda-pilot/movers-core';
import type { DownloadTarget, HttpRequest, Moved } from '../transport.ts';
import { answerOf, headOf } from './answer.ts';
import { exchange, type Wire } from './exchange.ts';
import { networkError } from './network-error.ts';
import { createSink, type Sink } from './sink.ts';

/**
 * Fetches a body into a file and sums it on the way. A connection that is cut or stalls in the middle is followed by
 * another one, which is asked for the rest; what changed meanwhile, or brings nothing new, is not gone on with.
 */
export async function download(request: HttpRequest, target: DownloadTarget, wire: Wire): Promise<Moved> {
  const response = await exchange(request, wire);
  const head = headOf(response);
  if (head.status !== 200) return { ...(await answerOf(response, request)), bytes: 0 };
  try {
    target.accept(head);
  } catch (error) {
    response.destroy();
    throw error;
  }
  const body = new Body(target);
  let cuts = 0;
  for (let part = response; ;) {
    const before = body.bytes;
    try {
      await body.take(part);
      return { ...head, bytes: body.bytes, checksum: body.digest.digest() };
    } catch (error) {
      part.destroy();
      request.signal.throwIfAborted();
      const cut = networkError(error, request.url);
      const passing = isMoverError(cut, 'network') || isMoverError(cut, 'timed-out');
      cuts++;
      if (!passing || body.bytes === before || cuts > mostCuts) throw cut;
      part = await rest({ request, wire, head, from: body.bytes, cut });
    }
  }
}

/** A path that breaks more often is not worth its time. */
const mostCuts = 8;

interface Rest {
  readonly request: HttpRequest;
  readonly wire: Wire;
  readonly head: { readonly headers: Readonly<Record<string, string>> };
  readonly from: number;
  /** Why the rest is needed; also the answer when the server does not give it. */
  readonly cut: MoverError;
}

/** The body from byte `from` on, if it is that of the same file still. */
async function rest({ request, wire, head, from, cut }: Rest): Promise<IncomingMessage> {
  const { etag = '', 'content-length': length = '' } = head.headers;
  // A weak tag says nothing of bytes (RFC 9110, 13.1.5).
  const same = etag === '' || etag.startsWith('W/') ? {} : { 'if-range': etag };
  // XrdHttp 5.5.3 takes a range without an end for an empty one.
  const range = `bytes=${from}-${length === '' ? '' : Number(length) - 1}`;
  const headers = { ...request.headers, range, ...same };
  const response = await exchange({ ...request, headers }, wire);
  const [, first, size] = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers['content-range'] ?? '') ?? [];
  const fits = response.statusCode === 206 && Number(first) === from && (length === '' || size === length);
  if (fits) return response;
  response.destroy();
  throw cut;
}

/** What has arrived. */
class Body {
  readonly digest: Digest;
  bytes = 0;
  private readonly sink: Sink;
  private readonly target: DownloadTarget;

  constructor(target: DownloadTarget) {
    this.target = target;
    this.digest = createDigest(target.algorithm);
    this.sink = createSink(target.file, target.path);
  }

  /** Resolves when the answer's body has ended, whole, and is in the file; all that came before an error is, too. */
  async take(response: IncomingMessage): Promise<void> {
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        await this.sink.write(chunk);
        this.digest.update(chunk);
        this.bytes += chunk.length;
        this.target.onProgress?.(this.bytes);
      }
    } finally {
      await this.sink.flush();
    }
  }
}
