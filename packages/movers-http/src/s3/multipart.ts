import type { FileHandle } from 'node:fs/promises';
import { MoverError, type Receipt, type TransferOptions } from '@panda-pilot/movers-core';
import { afterwards, type Bounds } from '../bounded.ts';
import { inParallel } from '../in-parallel.ts';
import { etagOfParts, requireSent } from './etag.ts';
import type { S3Options } from './s3-options.ts';
import type { S3Store } from './s3-store.ts';

export interface LargeSource {
  readonly file: FileHandle;
  readonly path: string;
  readonly bytes: number;
}

export interface MultipartOptions extends Pick<S3Options, 'partBytes' | 'parallel' | 'etag'> {
  readonly call: TransferOptions;
}

/**
 * Stores a file in parts. Nobody sees it before the last step, in which the store puts them together; when anything fails
 * the parts are thrown away. Where ETags are md5s, each part's is compared with what was sent, and the sum of them all.
 */
export async function storeInParts(
  store: S3Store,
  url: URL,
  { source, bounds, ...options }: MultipartOptions & { readonly source: LargeSource; readonly bounds: Bounds },
): Promise<Receipt> {
  const begun = await store.ask({ method: 'POST', url: withQuery(url, { uploads: '' }) }, bounds);
  const [, uploadId] = /<UploadId>([^<]+)<\/UploadId>/.exec(begun.text) ?? [];
  if (uploadId === undefined) throw strange(url, 'began an upload and gave no number for it');
  try {
    const parts = await sendParts(store, { url, uploadId, source, bounds, ...options });
    const text = `<CompleteMultipartUpload>${parts.map(partXml).join('')}</CompleteMultipartUpload>`;
    const done = await store.ask({ method: 'POST', url: withQuery(url, { uploadId }), text }, bounds);
    const [, etag] = /<ETag>(?:"|&quot;|&#34;)?([0-9a-f]{32}-\d+)/.exec(done.text) ?? [];
    const wanted = etagOfParts(parts.map(({ md5 }) => md5));
    if (options.etag === 'md5' && etag !== undefined && etag !== wanted) {
      throw strange(url, 'put other parts together than were sent');
    }
    return { mode: 'copied', bytes: source.bytes };
  } catch (error) {
    await Promise.allSettled([
      store.ask({ method: 'DELETE', url: withQuery(url, { uploadId }), also: [404] }, afterwards()),
    ]);
    throw error;
  }
}

interface Upload extends MultipartOptions {
  readonly url: URL;
  readonly uploadId: string;
  readonly source: LargeSource;
  readonly bounds: Bounds;
}

/** A part that the store has. */
interface StoredPart {
  /** What was sent. */
  readonly md5: string;
  /** As the store calls it, quotes included: the md5, or whatever else. */
  readonly etag: string;
}

/** In order. */
async function sendParts(store: S3Store, upload: Upload): Promise<readonly StoredPart[]> {
  const { url, uploadId, source, bounds, parallel, etag, call } = upload;
  const parts = partsOf(source.bytes, upload.partBytes);
  const progress = new Map<number, number>();
  const settled = await inParallel(
    parts,
    { ...call, ...bounds, most: parallel },
    async ({ number, start, bytes }, limits) => {
      const onProgress = (sent: number): void => {
        progress.set(number, sent);
        call.onProgress?.([...progress.values()].reduce((sum, one) => sum + one, 0));
      };
      const { file, path } = source;
      const part = { file, path, start, bytes, algorithm: 'md5', onProgress } as const;
      const sent = await store.send(withQuery(url, { partNumber: String(number), uploadId }), part, limits);
      if (etag === 'md5') requireSent(sent.headers, sent.checksum, url);
      const md5 = sent.checksum?.value ?? '';
      return { md5, etag: sent.headers['etag'] ?? `"${md5}"` };
    },
  );
  return settled.map((part) => {
    if (part.status === 'rejected') throw part.reason;
    return part.value;
  });
}

/** S3 takes 10 000 parts, of one size but for the last. */
export function partsOf(
  bytes: number,
  partBytes: number,
): readonly { readonly number: number; readonly start: number; readonly bytes: number }[] {
  const size = Math.max(partBytes, Math.ceil(bytes / 10_000));
  return Array.from({ length: Math.ceil(bytes / size) }, (_, index) => {
    const start = index * size;
    return { number: index + 1, start, bytes: Math.min(size, bytes - start) };
  });
}

function partXml({ etag }: StoredPart, index: number): string {
  const escaped = etag.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<Part><PartNumber>${index + 1}</PartNumber><ETag>${escaped}</ETag></Part>`;
}

function withQuery(url: URL, query: Readonly<Record<string, string>>): URL {
  const full = new URL(url);
  full.search = new URLSearchParams(query).toString();
  return full;
}

function strange(url: URL, what: string): MoverError {
  return new MoverError(`${url.host} ${what}`, { kind: 'other', file: url.href });
}
