import type { Bounds } from '../bounded.ts';
import { refusalOf } from '../refusal.ts';
import type { Moved } from '../transport.ts';
import { directoryOf } from './place.ts';
import { type DavStorage, isSuccess } from './storage.ts';

/** Directories, made where a server does not make them by itself. */
export interface Collections {
  /**
   * Does `store`, and once more when the directory that `url` is in may have been missing, which is made for it. Rejects with
   * a MoverError when that did not help.
   */
  within(url: URL, bounds: Bounds, store: () => Promise<Moved>): Promise<Moved>;
}

export function createCollections({ ask }: Pick<DavStorage, 'ask'>): Collections {
  /** 405: it is there (RFC 4918, 9.3.1). 409: the one above is not. */
  const make = async (directory: URL, bounds: Bounds): Promise<void> => {
    const question = { method: 'MKCOL', url: directory, also: [405, 409] };
    if ((await ask(question, bounds)).status !== 409) return;
    const above = directoryOf(directory);
    if (above === undefined) return;
    await make(above, bounds);
    await ask({ ...question, also: [405] }, bounds);
  };
  return {
    async within(url, bounds, store) {
      const first = await store();
      const directory = directoryOf(url);
      if (isSuccess(first.status)) return first;
      if (directory === undefined) throw refusalOf(first, url, 'PUT');
      await make(directory, bounds);
      const second = await store();
      if (isSuccess(second.status)) return second;
      throw refusalOf(second, url, 'PUT');
    },
  };
}
