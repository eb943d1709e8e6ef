import { type Mover, MoverError, type ToolOptions, unlessMissing } from '@panda-pilot/movers-core';
import { checksumIn } from './checksum-in.ts';
import type { Ask } from './gfal-session.ts';
import { placeOf, urlOf } from './url.ts';

/** stat, checksum and remove of a mover, by what gfal2 answers. */
export function createQuestions(
  { copyPrefix, checksums }: ToolOptions,
  ask: Ask,
): Pick<Mover, 'stat' | 'checksum' | 'remove'> {
  const urlAt = (surl: URL): string => urlOf(placeOf(surl, copyPrefix));

  return {
    async stat(surl, call) {
      call.signal.throwIfAborted();
      const { size, mode } = await ask(['stat', urlAt(surl), ''], call);
      if (typeof size !== 'number' || typeof mode !== 'number') throw unreadable(surl);
      if ((mode & kindBits) === directory) {
        throw new MoverError(`a directory: ${surl.href}`, { kind: 'unsupported', file: surl.href });
      }
      return { size };
    },

    async checksum(surl, algorithm, call) {
      call.signal.throwIfAborted();
      if (!checksums.includes(algorithm)) {
        throw new MoverError(`no ${algorithm} here: ${surl.href}`, { kind: 'unsupported', file: surl.href });
      }
      const { value } = await ask(['checksum', urlAt(surl), algorithm], call);
      return checksumIn(String(value), algorithm, surl.href);
    },

    async remove(surl, call) {
      call.signal.throwIfAborted();
      await unlessMissing(ask(['unlink', urlAt(surl), ''], call));
    },
  };
}

/** Of `st_mode`. */
const [kindBits, directory] = [0o170_000, 0o040_000];

function unreadable(surl: URL): MoverError {
  return new MoverError('gfal2: no answer that can be read', { kind: 'other', file: surl.href });
}
