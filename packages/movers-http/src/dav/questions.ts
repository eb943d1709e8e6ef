import { type Mover, MoverError } from '@panda-pilot/movers-core';
import { bounded } from '../bounded.ts';
import { refusePage } from '../page.ts';
import { digestIn, wantDigest } from './digest-header.ts';
import type { DavOptions } from './options.ts';
import { partOf, placeOf } from './place.ts';
import { propertyOf } from './property.ts';
import type { DavStorage } from './storage.ts';

/** What a mover can be asked of a WebDAV storage. */
export function createQuestions(
  storage: DavStorage,
  options: DavOptions,
): Pick<Mover, 'stat' | 'checksum' | 'remove'> & Required<Pick<Mover, 'freeSpace'>> {
  return {
    stat: (surl, call) =>
      bounded(call, surl, async (bounds) => {
        const url = placeOf(surl, options.copyPrefix);
        const { headers } = await storage.ask({ method: 'HEAD', url }, bounds);
        refusePage({ headers }, url);
        const length =
          headers['content-length'] ?? (await propertyOf(storage, { url, name: 'getcontentlength' }, bounds));
        if (length === undefined || !/^\d+$/.test(length)) throw silent(surl, 'the size');
        const modifiedAt = new Date(headers['last-modified'] ?? '');
        return { size: Number(length), ...(Number.isNaN(modifiedAt.getTime()) ? {} : { modifiedAt }) };
      }),

    checksum: (surl, algorithm, call) =>
      bounded(call, surl, async (bounds) => {
        if (!options.checksums.includes(algorithm)) throw silent(surl, `the ${algorithm}`);
        const question = { method: 'HEAD', url: placeOf(surl, options.copyPrefix), headers: wantDigest(algorithm) };
        const checksum = digestIn((await storage.ask(question, bounds)).headers, algorithm);
        if (checksum === undefined) throw silent(surl, `the ${algorithm}`);
        return checksum;
      }),

    remove: (surl, call) =>
      bounded(call, surl, async (bounds) => {
        const url = placeOf(surl, options.copyPrefix);
        await storage.discard(url, bounds);
        // What a killed process has left of a put.
        if (options.put === 'part') await storage.discard(partOf(url), bounds);
      }),

    freeSpace: (directory, call) =>
      bounded(call, directory, async (bounds) => {
        const url = placeOf(new URL(directory.href.replace(/\/+$/, '')), options.copyPrefix);
        const bytes = await propertyOf(storage, { url, name: 'quota-available-bytes' }, bounds);
        if (bytes === undefined || !/^\d+$/.test(bytes)) throw silent(directory, 'its free space');
        return Number(bytes);
      }),
  };
}

function silent(surl: URL, what: string): MoverError {
  return new MoverError(`the storage does not tell ${what}: ${surl.href}`, { kind: 'unsupported', file: surl.href });
}
