import type { Checksum, ChecksumAlgorithm } from '@panda-pilot/core';
import { type CallOptions, isMoverError, MoverError, unlessMissing } from '@panda-pilot/movers-core';
import type { Client } from './client.ts';
import { createQuestions } from './questions.ts';
import { type Place, urlOf } from './url.ts';
import { checksumIn } from './xrdcp-outcome.ts';

/** What xrdfs can say of a storage and do there. Rejects as movers do. */
export interface Xrdfs {
  /** Bytes. */
  size(place: Place, options: CallOptions): Promise<number>;
  checksum(place: Place, algorithm: ChecksumAlgorithm, options: CallOptions): Promise<Checksum>;
  /** The same of what is known to be a file. */
  checksumOfFile(place: Place, algorithm: ChecksumAlgorithm, options: CallOptions): Promise<Checksum>;
  remove(place: Place, options: CallOptions): Promise<void>;
  /** With all directories above; once for each, until a file is removed. */
  makeDirectory(place: Place, options: CallOptions): Promise<void>;
  /** Asks one server for files that are on tape. */
  recall(places: readonly [Place, ...Place[]], options: CallOptions): Promise<void>;
  /** Bytes below a directory. */
  freeSpace(place: Place, options: CallOptions): Promise<number>;
}

export function createXrdfs(client: Client): Xrdfs {
  const ask = createQuestions(client);
  const files = new Set<string>();
  const directories = new Set<string>();
  const unreadable = (place: Place, answer: string): MoverError =>
    new MoverError('xrdfs: no answer that can be read', {
      kind: 'other',
      file: urlOf(place),
      tail: answer.slice(-1000),
    });

  /** Rejects with `unsupported` for a directory. */
  const sizeOf = async (place: Place, options: CallOptions): Promise<number> => {
    const answer = await ask(place, ['stat', place.path], options);
    const [, flags = ''] = /^Flags:\s+\d+ \((.*)\)$/m.exec(answer) ?? [];
    if (flags.split('|').includes('IsDir')) throw directory(place);
    const [, size] = /^Size:\s+(\d+)$/m.exec(answer) ?? [];
    if (size === undefined) throw unreadable(place, answer);
    files.add(urlOf(place));
    return Number(size);
  };

  const checksumOfFile: Xrdfs['checksumOfFile'] = async (place, algorithm, options) => {
    const opaque = `${place.opaque === '' ? '?' : `${place.opaque}&`}cks.type=${algorithm}`;
    const answer = await ask(place, ['query', 'checksum', `${place.path}${opaque}`], options);
    const [, name, digits] = /^(\S+) ([0-9a-fA-F]+)$/m.exec(answer) ?? [];
    const checksum = checksumIn(`${name}:${digits}`);
    if (checksum === undefined) throw unreadable(place, answer);
    if (checksum.algorithm === algorithm) return checksum;
    // A storage that has one kind only may answer with that one, whatever was asked for.
    throw new MoverError(`the storage has ${name}, no ${algorithm}`, { kind: 'unsupported', file: urlOf(place) });
  };

  return {
    size: sizeOf,
    checksumOfFile,

    async checksum(place, algorithm, options) {
      // Asked for the checksum of a directory, servers of 5.5.3 now and then say nothing for ever.
      if (!files.has(urlOf(place))) await sizeOf(place, options);
      return checksumOfFile(place, algorithm, options);
    },

    async remove(place, options) {
      files.delete(urlOf(place));
      // Some storages drop a directory with its last file.
      directories.clear();
      await unlessMissing(ask(place, ['rm', place.path], options));
    },

    async makeDirectory(place, options) {
      if (directories.has(urlOf(place))) return;
      try {
        await ask(place, ['mkdir', '-p', place.path], options);
      } catch (error) {
        // In spite of -p, for a directory just below the root (5.5.3).
        if (!isMoverError(error, 'exists')) throw error;
      }
      directories.add(urlOf(place));
    },

    async recall(places, options) {
      await ask(places[0], ['prepare', '-s', ...places.map(({ path }) => path)], options);
    },

    async freeSpace(place, options) {
      const answer = await ask(place, ['spaceinfo', place.path], options);
      const [, free] = /^Free:\s+(\d+)$/m.exec(answer) ?? [];
      if (free === undefined) throw unreadable(place, answer);
      return Number(free);
    },
  };
}

function directory(place: Place): MoverError {
  return new MoverError(`a directory: ${urlOf(place)}`, { kind: 'unsupported', file: urlOf(place) });
}
