import { opendir } from 'node:fs/promises';

export interface Entry {
  readonly name: string;
  readonly isDirectory: boolean;
}

/** So many names come in one piece; between two pieces the event loop turns. */
const namesAtOnce = 512;

/** The names in a directory, links not followed; none when it is gone or not ours to read. */
export async function* listDirectory(path: string): AsyncGenerator<Entry> {
  try {
    for await (const entry of await opendir(path, { bufferSize: namesAtOnce })) {
      yield { name: entry.name, isDirectory: entry.isDirectory() };
    }
  } catch {
    // It went while we looked: the next pass does not find it any more.
  }
}
