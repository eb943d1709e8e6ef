import { createHash } from 'node:crypto';
import type { Checksum } from '@panda-pilot/core';
import { MoverError } from '@panda-pilot/movers-core';

type Headers = Readonly<Record<string, string>>;

/**
 * The md5 in an ETag. Undefined where it is none: an object that came in parts has a sum of sums (`-3` at its end), and
 * one that is encrypted with a key of its own has whatever the store likes.
 */
export function md5In(headers: Headers): Checksum | undefined {
  const [, value] = /^"?([0-9a-f]{32})"?$/i.exec(headers['etag'] ?? '') ?? [];
  const encryption = headers['x-amz-server-side-encryption'] ?? 'AES256';
  const ownKey = headers['x-amz-server-side-encryption-customer-algorithm'] !== undefined;
  if (value === undefined || encryption !== 'AES256' || ownKey) return undefined;
  return { algorithm: 'md5', value: value.toLowerCase() };
}

/** Throws a MoverError `checksum-mismatch` when the store has received something else than was sent, as far as it tells. */
export function requireSent(headers: Headers, sent: Checksum | undefined, url: URL): void {
  const received = md5In(headers);
  if (received === undefined || sent?.algorithm !== 'md5' || received.value === sent.value) return;
  const message = `md5 ${received.value} arrived instead of ${sent.value}`;
  throw new MoverError(message, { kind: 'checksum-mismatch', file: url.href, algorithm: 'md5' });
}

/** The ETag of an object that came in parts with these md5s. */
export function etagOfParts(md5s: readonly string[]): string {
  const sum = createHash('md5').update(Buffer.concat(md5s.map((md5) => Buffer.from(md5, 'hex'))));
  return `${sum.digest('hex')}-${md5s.length}`;
}
