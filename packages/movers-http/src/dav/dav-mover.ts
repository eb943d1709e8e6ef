import { sameChecksum } from '@panda-pilot/core';
import {
  isLocalAlgorithm,
  type LocalAlgorithm,
  type Mover,
  MoverError,
  type Receipt,
  schemesOf,
  type TransferOptions,
  turlOf,
} from '@panda-pilot/movers-core';
import { afterwards, bounded, type Bounds } from '../bounded.ts';
import { manyAtOnce } from '../many-at-once.ts';
import { withNewFile, withSource } from '../local-file.ts';
import { refusePageIn } from '../page.ts';
import type { Transport } from '../transport.ts';
import { createCollections } from './collections.ts';
import type { DavOptions } from './options.ts';
import { davSchemes, partOf, placeOf } from './place.ts';
import { createQuestions } from './questions.ts';
import { createDavStorage } from './storage.ts';

export interface DavMover {
  readonly name: string;
  readonly transport: Transport;
  /** Whether the transport tells how far it is. */
  readonly progress: boolean;
}

/** A mover of a WebDAV storage, whoever sends its requests. */
export function createDavMover({ name, transport, progress }: DavMover, options: DavOptions): Mover {
  const { checksums, parallel } = options;
  const storage = createDavStorage(transport, options);
  const collections = createCollections(storage);
  const inputAt = (surl: URL): URL => placeOf(surl, options.copyPrefixIn);
  const outputAt = (surl: URL): URL => placeOf(surl, options.copyPrefix);

  const get = async (surl: URL, destination: string, call: TransferOptions): Promise<Receipt> =>
    bounded(call, surl, async (bounds) => {
      const url = inputAt(surl);
      const wanted = { algorithm: algorithmFor(call), path: destination, onProgress: call.onProgress };
      return withNewFile(destination, async (file) => {
        const accept = ({ headers }: { readonly headers: Readonly<Record<string, string>> }): void =>
          requireSize(headers['content-length'], call.expected?.size, surl);
        const fetched = await storage.fetch(url, { file, accept, ...wanted }, bounds);
        // What the catalogue expects is no page, whatever it looks like.
        if (sameChecksum(fetched.checksum, call.expected?.checksum) !== true) await refusePageIn(file, url);
        return receiptOf(fetched);
      });
    });

  const put = async (source: string, surl: URL, call: TransferOptions): Promise<Receipt> =>
    bounded(call, surl, async (bounds) => {
      const url = outputAt(surl);
      const target = options.put === 'part' ? partOf(url) : url;
      return withSource(source, async (file, bytes) => {
        const sent = { file, bytes, algorithm: algorithmFor(call), path: source, onProgress: call.onProgress };
        try {
          if (target !== url) await requireNothing(url, bounds);
          const stored = await collections.within(target, bounds, () => storage.store(target, sent, bounds));
          if (target !== url) await move(target, url, bounds);
          return receiptOf(stored);
        } catch (error) {
          if (target !== url) await Promise.allSettled([storage.discard(target, afterwards())]);
          throw error;
        }
      });
    });

  const move = (from: URL, to: URL, bounds: Bounds): Promise<unknown> =>
    storage.ask({ method: 'MOVE', url: from, headers: { destination: to.href, overwrite: 'F' } }, bounds);

  /** XrdHttp 5.5.3 renames over what is there, `Overwrite: F` or not. */
  const requireNothing = async (url: URL, bounds: Bounds): Promise<void> => {
    const { status } = await storage.ask({ method: 'HEAD', url, also: [404] }, bounds);
    if (status !== 404) throw new MoverError(`there already: ${url.href}`, { kind: 'exists', file: url.href });
  };

  return {
    name,
    schemes: [...new Set([...davSchemes, ...schemesOf([...options.copyPrefix, ...options.copyPrefixIn])])],
    features: { checksums, atomicPut: options.put === 'part', overwrites: options.put === 'direct', progress },
    get,
    put,

    ...createQuestions(storage, options),
    directUrl: (surl) => new URL(turlOf(surl.href, options.copyPrefixIn)),
    ...manyAtOnce({ get, put }, parallel),
  };
}

/** The catalogue's kind, so that nothing is read twice; adler32 is what everybody has. */
function algorithmFor({ expected }: TransferOptions): LocalAlgorithm {
  const algorithm = expected?.checksum?.algorithm ?? 'adler32';
  return isLocalAlgorithm(algorithm) ? algorithm : 'adler32';
}

function requireSize(length: string | undefined, expected: number | undefined, surl: URL): void {
  if (length === undefined || expected === undefined || Number(length) === expected) return;
  const message = `the storage offers ${length} bytes instead of ${expected}`;
  throw new MoverError(message, { kind: 'size-mismatch', file: surl.href });
}

function receiptOf({ bytes, checksum }: Pick<Receipt, 'bytes' | 'checksum'>): Receipt {
  return { mode: 'copied', bytes, ...(checksum === undefined ? {} : { checksum }) };
}
