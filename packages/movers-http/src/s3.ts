import type { MoverDefinition } from '@panda-pilot/movers-core';
import { AwsV4Signer } from 'aws4fetch';
import { findKeys } from './s3/s3-keys.ts';
import { createS3Mover, s3Schemes } from './s3/s3-mover.ts';
import { parseS3Options, type S3Options } from './s3/s3-options.ts';
import { objectUrl } from './s3/s3-place.ts';

/** `s3`: object stores that speak S3 (AWS, Ceph, MinIO, Google), with signatures of version 4. */
export const s3: MoverDefinition<S3Options> = {
  name: 's3',
  schemes: s3Schemes,
  tier: 'server',
  parseOptions: parseS3Options,
  create: createS3Mover,
};

/** What a presigned URL allows. */
export interface Presigning {
  readonly method: 'GET' | 'PUT';
  readonly expiresSeconds: number;
  /** Where the keys are looked for. */
  readonly env: Readonly<Record<string, string>>;
}

/** A URL by which anybody can do one thing with one object for a while, without keys. Rejects with MoverError `denied`. */
export async function presignedUrl(surl: URL, presigning: Presigning, options: S3Options): Promise<URL> {
  const url = objectUrl(surl, options);
  const keys = await findKeys(options, presigning.env);
  if (keys === undefined) return url;
  url.searchParams.set('X-Amz-Expires', String(presigning.expiresSeconds));
  const { method } = presigning;
  const signer = new AwsV4Signer({
    method,
    url: url.href,
    region: options.region,
    service: 's3',
    signQuery: true,
    ...keys,
  });
  return (await signer.sign()).url;
}
