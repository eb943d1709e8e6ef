import {
  checksumOfFile,
  isLocalAlgorithm,
  type Mover,
  MoverError,
  type MoverTools,
  type Receipt,
  type TransferOptions,
} from '@panda-pilot/movers-core';
import { afterwards, bounded } from '../bounded.ts';
import { manyAtOnce } from '../many-at-once.ts';
import { withNewFile, withSource } from '../local-file.ts';
import { connectionsFor } from '../native/connections.ts';
import { createNativeTransport } from '../native/native-transport.ts';
import { createSession } from '../session.ts';
import { md5In, requireSent } from './etag.ts';
import { storeInParts } from './multipart.ts';
import { findKeys } from './s3-keys.ts';
import type { S3Options } from './s3-options.ts';
import { objectUrl } from './s3-place.ts';
import { createS3Store, type S3Store } from './s3-store.ts';

export const s3Schemes = ['s3', 's3s'] as const;

export function createS3Mover(options: S3Options, { env }: MoverTools): Mover {
  const { parallel, stallMs, region, etag } = options;
  const session = createSession(options, env);
  const transport = createNativeTransport({ session, connections: connectionsFor(session, options), stallMs });
  const store = createS3Store({ transport, region, keys: () => findKeys(options, env) });
  const { get, put } = transfersOf(store, options);
  const head = (surl: URL, call: Pick<TransferOptions, 'signal' | 'timeoutMs'>) =>
    bounded(call, surl, (bounds) => store.ask({ method: 'HEAD', url: objectUrl(surl, options) }, bounds));

  return {
    name: 's3',
    schemes: s3Schemes,
    features: { checksums: etag === 'md5' ? ['md5'] : [], atomicPut: true, overwrites: true, progress: true },
    get,
    put,
    async stat(surl, call) {
      const { headers } = await head(surl, call);
      const modifiedAt = new Date(headers['last-modified'] ?? '');
      const when = Number.isNaN(modifiedAt.getTime()) ? {} : { modifiedAt };
      const { 'content-length': length } = headers;
      if (length !== undefined) return { size: Number(length), ...when };
      throw new MoverError(`the store does not tell the size: ${surl.href}`, { kind: 'unsupported', file: surl.href });
    },
    async checksum(surl, algorithm, call) {
      call.signal.throwIfAborted();
      const known = algorithm === 'md5' && etag === 'md5';
      const checksum = known ? md5In((await head(surl, call)).headers) : undefined;
      if (checksum !== undefined) return checksum;
      throw new MoverError(`no ${algorithm} of this object: ${surl.href}`, { kind: 'unsupported', file: surl.href });
    },
    async remove(surl, call) {
      const url = objectUrl(surl, options);
      await bounded(call, surl, (bounds) => store.ask({ method: 'DELETE', url, also: [404] }, bounds));
    },
    ...manyAtOnce({ get, put }, parallel),
  };
}

function transfersOf(store: S3Store, options: S3Options): Pick<Mover, 'get' | 'put'> {
  return {
    get: (surl, destination, call) =>
      bounded(call, surl, (bounds) => {
        const url = objectUrl(surl, options);
        const wanted = call.expected?.checksum?.algorithm ?? 'md5';
        const algorithm = isLocalAlgorithm(wanted) ? wanted : 'md5';
        return withNewFile(destination, async (file) => {
          const target = { file, path: destination, algorithm, accept: () => undefined, onProgress: call.onProgress };
          return receiptOf(await store.fetch(url, target, bounds));
        });
      }),
    put: (source, surl, call) =>
      bounded(call, surl, (bounds) => {
        const url = objectUrl(surl, options);
        const { partBytes, parallel, etag } = options;
        return withSource(source, async (file, bytes) => {
          const body = { file, path: source, bytes };
          const inParts = { source: body, bounds, partBytes, parallel, etag, call };
          if (bytes > partBytes) return storeInParts(store, url, inParts);
          // Read once more than needed, so that a store that gets something else refuses it instead of showing it.
          const { value } = await checksumOfFile(source, 'md5', bounds.signal);
          const upload = { ...body, start: 0, algorithm: 'md5', md5: value, onProgress: call.onProgress } as const;
          const sent = await store.send(url, upload, bounds);
          if (etag === 'opaque') return receiptOf(sent);
          try {
            requireSent(sent.headers, sent.checksum, url);
          } catch (error) {
            // A store that does not look at Content-MD5 shows the damaged object.
            await Promise.allSettled([store.ask({ method: 'DELETE', url, also: [404] }, afterwards())]);
            throw error;
          }
          return receiptOf(sent);
        });
      }),
  };
}

function receiptOf({ bytes, checksum }: Pick<Receipt, 'bytes' | 'checksum'>): Receipt {
  return { mode: 'copied', bytes, ...(checksum === undefined ? {} : { checksum }) };
}
