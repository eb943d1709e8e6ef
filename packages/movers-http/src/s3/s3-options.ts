import type { SessionOptions } from '../session-places.ts';
import { sessionSettings } from '../session-settings.ts';
import { createSettings } from '../settings.ts';

/** What a site may say of its object store: an entry of the queue's `copytools`. Keys are no part of it: queues are public. */
export interface S3Options extends SessionOptions {
  /** The store, for SURLs of the form `s3://bucket/key`; without it they are `s3://host:port/bucket/key`. */
  readonly endpoint?: string;
  readonly region: string;
  /** Where the bucket stands: in the path, or before the host. */
  readonly style: 'path' | 'virtual';
  /** How hosts of SURLs are spoken to. */
  readonly tls: 'on' | 'off';
  /** Whether an ETag of 32 digits is an md5: not where buckets are encrypted with keys of their own. */
  readonly etag: 'md5' | 'opaque';
  /** Files, and parts of one file, that are moved at once. */
  readonly parallel: number;
  /** What is larger goes in parts of at least this size. */
  readonly partBytes: number;
  /** An AWS credentials file, and whose lines in it count. */
  readonly credentialsFile?: string;
  readonly profile: string;
  readonly stallMs: number;
}

/** Reads the settings of copytool `s3`. Throws a TypeError that names the setting. */
export function parseS3Options(raw: unknown): S3Options {
  const settings = createSettings('s3', raw);
  const endpoint = settings.text('endpoint');
  const credentialsFile = settings.path('credentialsFile');
  if (endpoint !== undefined && !/^https?:\/\/[^/]+\/?$/.test(endpoint)) {
    throw new TypeError(
      `copytool s3: endpoint is ${JSON.stringify(endpoint)}, it must be a URL of http or https without a path`,
    );
  }
  return {
    ...sessionSettings(settings, 'web'),
    // Tokens and proxies mean nothing to it.
    credential: 'none',
    ...(endpoint === undefined ? {} : { endpoint: endpoint.replace(/\/$/, '') }),
    ...(credentialsFile === undefined ? {} : { credentialsFile }),
    region: settings.text('region') ?? 'us-east-1',
    style: settings.oneOf('style', ['path', 'virtual']),
    tls: settings.oneOf('tls', ['on', 'off']),
    etag: settings.oneOf('etag', ['md5', 'opaque']),
    parallel: settings.whole('parallel', { least: 1, most: 128, usual: 4 }),
    // S3 takes no parts below 5 MiB but for the last.
    partBytes: settings.whole('partMebibytes', { least: 5, most: 5_120, usual: 64 }) * 2 ** 20,
    profile: settings.text('profile') ?? 'default',
    stallMs: settings.whole('stallSeconds', { least: 1, most: 3_600, usual: 120 }) * 1_000,
  };
}
