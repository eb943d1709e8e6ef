import { rm } from 'node:fs/promises';
import { moverErrorFrom } from '../contract/errno.ts';
import type { Mover, Receipt, TransferOptions } from '../contract/mover.ts';
import { requireNothing, requireRegularFile } from '../local/local-path.ts';
import { received } from './received.ts';

/** How a program that copies one file is called. Both reject where it fails. */
export interface Copies {
  readonly fetch: (source: URL, destination: string, call: TransferOptions) => Promise<void>;
  readonly store: (
    source: string,
    destination: URL,
    call: TransferOptions & { readonly bytes: number },
  ) => Promise<void>;
}

/**
 * `get` and `put` by a program that computes nothing on the way. What is on the local disk counts, not what the program
 * says; what a download that failed has left is removed.
 */
export function copying({ fetch, store }: Copies): Pick<Mover, 'get' | 'put'> {
  return {
    async get(source, destination, call): Promise<Receipt> {
      call.signal.throwIfAborted();
      await requireNothing(destination);
      try {
        await fetch(source, destination, call);
        return await received(destination, source.href);
      } catch (error) {
        await rm(destination, { force: true });
        call.signal.throwIfAborted();
        throw moverErrorFrom(error, source.href);
      }
    },
    async put(source, destination, call): Promise<Receipt> {
      call.signal.throwIfAborted();
      const bytes = await requireRegularFile(source);
      await store(source, destination, { ...call, bytes });
      return { mode: 'copied', bytes };
    },
  };
}
