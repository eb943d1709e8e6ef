import { opendir } from 'node:fs/promises';

/** The names in a directory. */
export interface Listing {
  /** Everything that is no directory. */
  readonly files: ReadonlySet<string>;
  readonly directories: ReadonlySet<string>;
}

/** So many names come in one piece; between two pieces the event loop turns. */
const namesAtOnce = 512;

/** Lists a directory, links not followed. One that is gone or not ours to read, also half-way, has no further names. */
export async function listDirectory(path: string): Promise<Listing> {
  const files = new Set<string>();
  const directories = new Set<string>();
  try {
    for await (const entry of await opendir(path, { bufferSize: namesAtOnce })) {
      (entry.isDirectory() ? directories : files).add(entry.name);
    }
  } catch {
    // What went while we looked, the next pass does not find any more.
  }
  return { files, directories };
}
