import { type MoverErrorKind, MoverError } from '@panda-pilot/movers-core';
import { AwsV4Signer } from 'aws4fetch';
import type { Bounds } from '../bounded.ts';
import { refusalOf } from '../refusal.ts';
import type { DownloadTarget, HttpAnswer, HttpRequest, Moved, Transport, UploadSource } from '../transport.ts';
import type { S3Keys } from './s3-keys.ts';

/** An object store: every request signed, every answer that is no success a MoverError. */
export interface S3Store {
  ask(question: S3Question, bounds: Bounds): Promise<HttpAnswer>;
  fetch(url: URL, target: DownloadTarget, bounds: Bounds): Promise<Moved>;
  /** `md5`: of what is sent, in hexadecimal; a store that receives something else refuses it. */
  send(url: URL, source: UploadSource & { readonly md5?: string }, bounds: Bounds): Promise<Moved>;
}

export interface S3Question {
  readonly method: 'HEAD' | 'DELETE' | 'POST';
  readonly url: URL;
  readonly text?: string;
  readonly also?: readonly number[];
}

export interface S3StoreOptions {
  readonly transport: Transport;
  readonly region: string;
  readonly keys: () => Promise<S3Keys | undefined>;
}

export function createS3Store({ transport, region, keys }: S3StoreOptions): S3Store {
  const signed = async (
    { method, url, headers = {} }: { method: string; url: URL; headers?: Readonly<Record<string, string>> },
    bounds: Bounds,
  ): Promise<HttpRequest> => {
    const found = await keys();
    const request = { method, url, token: 'hide', ...bounds } as const;
    if (found === undefined) return { ...request, headers };
    const signer = new AwsV4Signer({ method, url: url.href, headers, region, service: 's3', ...found });
    return { ...request, headers: Object.fromEntries((await signer.sign()).headers) };
  };
  return {
    async ask({ text, also = [], ...question }, bounds) {
      const request = await signed(question, bounds);
      return successOf(await transport.ask({ ...request, ...(text === undefined ? {} : { text }) }), question, also);
    },
    async fetch(url, target, bounds) {
      const question = { method: 'GET', url };
      const moved = successOf(await transport.download(await signed(question, bounds), target), question);
      // 204, 206 and the like are no failures, and not the object.
      if (moved.status === 200) return moved;
      throw refusalOf(moved, url, 'GET');
    },
    async send(url, { md5, ...source }, bounds) {
      const digest = md5 === undefined ? {} : { 'content-md5': Buffer.from(md5, 'hex').toString('base64') };
      const question = { method: 'PUT', url, headers: digest };
      return successOf(await transport.upload(await signed(question, bounds), source), question);
    },
  };
}

function successOf<Answer extends HttpAnswer>(
  answer: Answer,
  { method, url }: { readonly method: string; readonly url: URL },
  also: readonly number[] = [],
): Answer {
  // An answer that took its time may be 200, and an error all the same (CompleteMultipartUpload).
  const code = /<Error>[^]*?<Code>(\w+)<\/Code>/.exec(answer.text)?.[1] ?? '';
  if (also.includes(answer.status) || (answer.status < 300 && code === '')) return answer;
  const refusal = refusalOf(answer, url, method);
  const kind = codes[code];
  if (kind === undefined) throw refusal;
  const { message, file, tail = '', retryAfterMs = 0 } = refusal;
  throw new MoverError(message, { kind, file, tail, ...(retryAfterMs === 0 ? {} : { retryAfterMs }) });
}

/** What says more than the status. */
const codes: Readonly<Record<string, MoverErrorKind>> = {
  BadDigest: 'checksum-mismatch',
  InternalError: 'other',
  QuotaExceeded: 'no-space',
  RequestTimeout: 'network',
  ServiceUnavailable: 'offline',
  SlowDown: 'offline',
  XAmzContentSHA256Mismatch: 'checksum-mismatch',
};
