import { constants } from 'node:fs';
import { type FileHandle, open, readdir, readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Where `directory` really is, unless it is a link itself: then nothing is inside. */
export async function realRoot(directory: string): Promise<string> {
  return join(await realpath(dirname(directory)), basename(directory));
}

/**
 * The real paths of what `name` stands for below `root`; a `*` in its last part is any text. What a link leads out of
 * `root` is not there.
 */
export async function pathsInside(root: string, name: string): Promise<readonly string[]> {
  const [first = '', ...pieces] = basename(name).split('*');
  if (pieces.length === 0) return await onlyInside(root, [join(root, name)]);
  const [directory] = await onlyInside(root, [join(root, dirname(name))]);
  if (directory === undefined) return [];
  const entries = await readdir(directory).catch(() => []);
  const meant = entries.filter((entry) => !entry.startsWith('.') && matches(entry, first, pieces));
  return await onlyInside(
    root,
    meant.toSorted().map((entry) => join(directory, entry)),
  );
}

/**
 * Opens a file for reading that is a regular one below `root` when it is open, whatever its name has led to meanwhile;
 * undefined for any other.
 */
export async function openInside(root: string, path: string): Promise<FileHandle | undefined> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(() => undefined);
  if (file === undefined) return undefined;
  const isRegular = (await file.stat()).isFile();
  if (isRegular && isInside(root, await readlink(`/proc/self/fd/${file.fd}`))) return file;
  await file.close();
  return undefined;
}

async function onlyInside(root: string, paths: readonly string[]): Promise<readonly string[]> {
  const real = await Promise.all(paths.map((path) => realpath(path).catch(() => undefined)));
  return real.filter((path) => path !== undefined).filter((path) => isInside(root, path));
}

function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}

/** Piece after piece, each as early as it stands, the last one at the end. */
function matches(entry: string, first: string, pieces: readonly string[]): boolean {
  if (!entry.startsWith(first)) return false;
  const last = pieces.at(-1) ?? '';
  let from = first.length;
  for (const piece of pieces.slice(0, -1)) {
    const at = entry.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return entry.length - last.length >= from && entry.endsWith(last);
}
