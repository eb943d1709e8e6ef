import type { FileHandle } from 'node:fs/promises';
import { MoverError, type Receipt, type TransferOptions } from '@panda-pilot/movers-core';
import { afterwards, type Bounds } from '../bounded.ts';
import { inParallel } from '../in-parallel.ts';
import { etagOfParts, requireSent } from './etag.ts';
import type { S3Store } from './s3-store.ts';

export interface LargeSource {
  readonly file: FileHandle;
  readonly path: string;
  readonly bytes: number;
}

export interface MultipartOptions {
  readonly partBytes: number;
  readonly parallel: number;
  readonly call: TransferOptions;
}

/**
 * Stores a file in parts. Nobody sees it before the last step, in which the store puts them together; when anything fails
 * the parts are thrown away. Each part's md5 is compared with what the store says of it, and the sum of them all.
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
    const md5s = await sendParts(store, { url, uploadId, source, bounds, ...options });
    const text = `<CompleteMultipartUpload>${md5s.map(partXml).join('')}</CompleteMultipartUpload>`;
    const done = await store.ask({ method: 'POST', url: withQuery(url, { uploadId }), text }, bounds);
    const [, etag] = /<ETag>(?:"|&quot;|&#34;)?([0-9a-f]{32}-\d+)/.exec(done.text) ?? [];
    if (etag !== undefined && etag !== etagOfParts(md5s)) throw strange(url, 'put other parts together than were sent');
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

/** The md5 of each part, in order. */
async function sendParts(store: S3Store, upload: Upload): Promise<readonly string[]> {
  const { url, uploadId, source, bounds, parallel, call } = upload;
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
      requireSent(sent.headers, sent.checksum, url);
      return sent.checksum?.value ?? '';
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

function partXml(md5: string, index: number): string {
  return `<Part><PartNumber>${index + 1}</PartNumber><ETag>"${md5}"</ETag></Part>`;
}

function withQuery(url: URL, query: Readonly<Record<string, string>>): URL {
  const full = new URL(url);
  full.search = new URLSearchParams(query).toString();
  return full;
}

function strange(url: URL, what: string): MoverError {
  return new MoverError(`${url.host} ${what}`, { kind: 'other', file: url.href });
}
