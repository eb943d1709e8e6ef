import { writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import {
  createDigest,
  createTimeLimit,
  isLocalAlgorithm,
  type Mover,
  MoverError,
  moverErrorFrom,
} from '../src/index.ts';
import type { CallOptions, MoverFeatures } from '../src/index.ts';
import { checksumOfFile, chunksOf, openRegularFile } from '../src/index.ts';

/** A storage that is a Map, and the mover for it. */
export interface MemoryStorage {
  readonly mover: Mover;
  /** By name; what is written halfway is to be seen here. */
  readonly files: Map<string, Uint8Array>;
  /** Calls so far, as `get file`. */
  readonly calls: string[];
  readonly url: (name: string) => URL;
}

export interface MemoryOptions extends Partial<MoverFeatures> {
  readonly name?: string;
  readonly scheme?: string;
  /** Called before each call of the mover: may throw, or hang. */
  readonly before?: (call: string) => void | Promise<void>;
  /** Whether receipts tell a checksum. */
  readonly sums?: boolean;
}

export function memoryStorage(options: MemoryOptions = {}): MemoryStorage {
  const { name = 'mem', scheme = 'mem', before, sums = true, ...overrides } = options;
  const features = { checksums: ['adler32' as const], atomicPut: true, overwrites: true, progress: true, ...overrides };
  const files = new Map<string, Uint8Array>();
  const calls: string[] = [];
  const nameOf = (url: URL): string => decodeURIComponent(url.pathname.slice(1));

  const during = async <T>(
    call: string,
    url: URL,
    { signal, timeoutMs }: CallOptions,
    work: (name: string, signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    signal.throwIfAborted();
    calls.push(`${call} ${nameOf(url)}`);
    const limit = createTimeLimit({ signal, timeoutMs }, url.href);
    try {
      await before?.(`${call} ${nameOf(url)}`);
      return await work(nameOf(url), limit.signal);
    } finally {
      limit.lift();
    }
  };
  const found = (file: string): Uint8Array => {
    const content = files.get(file);
    if (content === undefined) throw new MoverError(`no ${file} here`, { kind: 'not-found', file });
    return content;
  };

  const mover: Mover = {
    name,
    schemes: [scheme],
    features,
    get: (source, destination, options) =>
      during('get', source, options, async (file, signal) => {
        const content = found(file);
        for (let bytes = 0; bytes < content.length; bytes += chunkBytes) {
          await wait(1);
          signal.throwIfAborted();
          options.onProgress?.(bytes);
        }
        await writeFile(destination, content, { flag: 'wx' }).catch((error: unknown) => {
          throw moverErrorFrom(error, destination);
        });
        const digest = createDigest('adler32');
        digest.update(content);
        return { mode: 'copied', bytes: content.length, ...(sums ? { checksum: digest.digest() } : {}) };
      }),
    put: (source, destination, options) =>
      during('put', destination, options, async (file, signal) => {
        const handle = await openRegularFile(source);
        try {
          if (files.has(file) && !features.overwrites) {
            throw new MoverError(`${file} is there`, { kind: 'exists', file });
          }
          const chunks: Uint8Array[] = [];
          let bytes = 0;
          for await (const chunk of chunksOf(handle)) {
            chunks.push(Uint8Array.from(chunk));
            bytes += chunk.length;
            if (!features.atomicPut) files.set(file, Buffer.concat(chunks));
            options.onProgress?.(bytes);
            await wait(1);
            signal.throwIfAborted();
          }
          files.set(file, Buffer.concat(chunks));
          const checksum = sums ? { checksum: await checksumOfFile(source, 'adler32', signal) } : {};
          return { mode: 'copied', bytes, ...checksum };
        } finally {
          await handle.close();
        }
      }),
    stat: (url, options) => during('stat', url, options, async (file) => ({ size: found(file).length })),
    checksum: (url, algorithm, options) =>
      during('checksum', url, options, async (file) => {
        if (!features.checksums.includes(algorithm) || !isLocalAlgorithm(algorithm)) {
          throw new MoverError(`no ${algorithm}`, { kind: 'unsupported', file });
        }
        const digest = createDigest(algorithm);
        digest.update(found(file));
        return digest.digest();
      }),
    remove: (url, options) =>
      during('remove', url, options, async (file) => {
        files.delete(file);
      }),
  };
  return { mover, files, calls, url: (name) => new URL(`${scheme}://host/${encodeURIComponent(name)}`) };
}

const chunkBytes = 512 * 1024;
