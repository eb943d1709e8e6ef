import { MoverError } from '@panda-pilot/movers-core';
import type { S3Options } from './s3-options.ts';

/**
 * The URL of an object: of `s3://host:port/bucket/key`, or of `s3://bucket/key` where the site names an endpoint. Every
 * character of a key that HTTP could misread is escaped. Throws a MoverError `unsupported` for what names no object.
 */
export function objectUrl(surl: URL, { endpoint, style, tls }: S3Options): URL {
  const segments = surl.pathname.split('/').slice(1).map(unescaped);
  if (surl.hash !== '') segments.push(`${segments.pop() ?? ''}${surl.hash}`);
  const [bucket = '', ...key] = endpoint === undefined ? segments : [surl.hostname, ...segments];
  const scheme = surl.protocol === 's3s:' || tls === 'on' ? 'https' : 'http';
  const base = endpoint ?? `${scheme}://${surl.host}`;
  const path = key.map(escaped).join('/');
  if (bucket === '' || key.join('') === '' || surl.host === '' || path.endsWith('/')) {
    throw new MoverError(`no object of a bucket: ${surl.href}`, { kind: 'unsupported', file: surl.href });
  }
  return new URL(
    style === 'path' ? `${base}/${escaped(bucket)}/${path}` : `${base.replace('://', `://${bucket}.`)}/${path}`,
  );
}

function unescaped(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // a `%` that begins no escape stands for itself
  }
}

/** RFC 3986's unreserved characters stay (signatures are made of this form). */
function escaped(segment: string): string {
  return encodeURIComponent(segment).replaceAll(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
