import { type ProcessStat, readProc } from '@panda-pilot/timed-command';
import { breathe } from '../breathe.ts';
import { numberAfter } from './proc.ts';
import { sumOf } from './sum-of.ts';

/** What processes have read and written, in bytes, since they started. */
export interface Io {
  /** Through system calls, pipes and caches included. */
  readonly readChars: number;
  readonly writtenChars: number;
  /** From and to the storage. */
  readonly readBytes: number;
  readonly writtenBytes: number;
}

/** Of all these processes together; nothing of those that do not let us see it. */
export async function ioOfAll(live: readonly ProcessStat[]): Promise<Io> {
  const all: Io[] = [];
  for (const { pid } of live) {
    await breathe();
    all.push(ioOf(readProc(`/proc/${pid}/io`) ?? ''));
  }
  return {
    readChars: sumOf(all, ({ readChars }) => readChars),
    writtenChars: sumOf(all, ({ writtenChars }) => writtenChars),
    readBytes: sumOf(all, ({ readBytes }) => readBytes),
    writtenBytes: sumOf(all, ({ writtenBytes }) => writtenBytes),
  };
}

/** Reads `/proc/PID/io`. */
export function ioOf(text: string): Io {
  const bytes = (label: string): number => numberAfter(`\n${text}`, `\n${label}:`);
  return {
    readChars: bytes('rchar'),
    writtenChars: bytes('wchar'),
    readBytes: bytes('read_bytes'),
    writtenBytes: bytes('write_bytes'),
  };
}
