import { type Stats, lstat } from 'node:fs';
import { dirname, join } from 'node:path';
import { breathe } from './breathe.ts';
import { listDirectory } from './list-directory.ts';

/** What is below the watched directories, as far as the last pass knows. */
export interface DirectoryUse {
  /** Blocks on the disk; a file with several names counts once. */
  readonly sizeBytes: number;
  readonly files: number;
  /** The latest change of a file that counts as progress: the time that the file system keeps, which no program can set. */
  readonly newest: { readonly path: string; readonly changedMs: number } | undefined;
  /** Paths of the logs among the files. */
  readonly logs: readonly string[];
}

export interface DirectoryTreeOptions {
  /** Absolute paths. */
  readonly roots: readonly string[];
  /** Whether a change of this file counts as progress. */
  isRelevant(name: string): boolean;
  /** Whether the file of this name is a log, whose size others watch. */
  isLog(name: string): boolean;
  /** How many files that have not changed lately are looked at in one pass; those that have are always. */
  readonly quietFilesAPass?: number;
  /** Files beyond so many are neither counted nor watched. */
  readonly mostFiles?: number;
  /** Aborts a pass: it resolves with what it has seen. */
  readonly signal?: AbortSignal;
}

/** Follows directories that grow: a pass reads again only what has changed, and of the rest a share, in turn. */
export interface DirectoryTree {
  pass(): Promise<DirectoryUse>;
}

interface Directory {
  readonly path: string;
  /** Blocks by name. */
  readonly files: Map<string, number>;
  readonly directories: Set<string>;
  ownBytes: number;
  /** The directory's own change time when it was last listed; undefined: to be listed. */
  listedMs: number | undefined;
  /** In how many passes from here on it may be listed again. */
  rest: number;
}

/** Two changes within this time may leave one stamp (kernel ticks, and coarse clocks of file servers). */
const stampGrainMs = 2000;
/** A file is looked at in every pass for so long after its last change. */
const busyMs = 10 * 60_000;
const mostBusyFiles = 1024;
const mostLogs = 100;
/** A directory with more names than this is not listed in every pass, but in every second, third... */
const namesAPass = 10_000;
const looksAtOnce = 32;

export function createDirectoryTree(options: DirectoryTreeOptions): DirectoryTree {
  return new Tree(options);
}

class Tree implements DirectoryTree {
  readonly #options: DirectoryTreeOptions;
  readonly #directories = new Map<string, Directory>();
  readonly #busy = new Map<string, { readonly directory: Directory; readonly name: string }>();
  readonly #logs = new Set<string>();
  /** What the pass that is on has still to look at. */
  #unseen: Directory[] = [];
  #quiet: Generator<readonly [Directory, string]> | undefined;
  #sizeBytes = 0;
  #files = 0;
  #newest: DirectoryUse['newest'];

  constructor(options: DirectoryTreeOptions) {
    this.#options = options;
  }

  async pass(): Promise<DirectoryUse> {
    for (const root of this.#options.roots) this.#adopt(root);
    await this.#lookAtDirectories();
    await this.#lookAtFiles([...this.#busy.values()].map(({ directory, name }) => [directory, name] as const));
    await this.#lookAtFiles(this.#nextQuiet(Math.min(this.#files, this.#options.quietFilesAPass ?? 4000)));
    return { sizeBytes: this.#sizeBytes, files: this.#files, newest: this.#newest, logs: [...this.#logs] };
  }

  /** Directories that a listing finds are looked at in the same pass. */
  async #lookAtDirectories(): Promise<void> {
    this.#unseen = [...this.#directories.values()];
    while (this.#unseen.length > 0 && this.#options.signal?.aborted !== true) {
      const batch = this.#unseen.splice(-looksAtOnce);
      const stats = await Promise.all(batch.map(({ path }) => statOf(path)));
      for (const [index, directory] of batch.entries()) await this.#update(directory, stats[index]);
    }
  }

  async #update(directory: Directory, stat: Stats | undefined): Promise<void> {
    if (this.#directories.get(directory.path) !== directory) return;
    if (stat === undefined || !stat.isDirectory()) return this.#drop(directory);
    this.#sizeBytes += stat.blocks * 512 - directory.ownBytes;
    directory.ownBytes = stat.blocks * 512;
    this.#noteChange(directory.path, stat.ctimeMs);
    directory.rest -= 1;
    if (directory.listedMs === stat.ctimeMs || directory.rest > 0) return;
    await this.#list(directory);
    // A change right after the listing could leave the same stamp: a young one is not believed.
    directory.listedMs = Date.now() - stat.ctimeMs > stampGrainMs ? stat.ctimeMs : undefined;
  }

  async #list(directory: Directory): Promise<void> {
    const { files, directories } = await listDirectory(directory.path);
    directory.rest = Math.ceil(files.size / namesAPass);
    for (const name of directory.directories) {
      const gone = directories.has(name) ? undefined : this.#directories.get(join(directory.path, name));
      if (gone !== undefined) this.#drop(gone);
    }
    directory.directories.clear();
    for (const name of directories) {
      directory.directories.add(name);
      this.#adopt(join(directory.path, name));
    }
    for (const name of await namesMissingIn(files, directory.files.keys())) this.#forget(directory, name);
    const fresh = await namesMissingIn(directory.files, files);
    await this.#lookAtFiles(fresh.map((name) => [directory, name] as const));
  }

  async #lookAtFiles(files: Iterable<readonly [Directory, string]>): Promise<void> {
    let batch: Promise<void>[] = [];
    for (const [directory, name] of files) {
      batch.push(this.#lookAtFile(directory, name));
      if (batch.length < looksAtOnce) continue;
      if (this.#options.signal?.aborted === true) break;
      await Promise.all(batch);
      batch = [];
    }
    await Promise.all(batch);
  }

  async #lookAtFile(directory: Directory, name: string): Promise<void> {
    const path = join(directory.path, name);
    const stat = await statOf(path);
    if (stat === undefined || this.#directories.get(directory.path) !== directory) return this.#forget(directory, name);
    if (stat.isDirectory()) return this.#adopt(path);
    const before = directory.files.get(name);
    if (before === undefined && this.#files >= (this.#options.mostFiles ?? 1_000_000)) return;
    if (before === undefined) this.#files += 1;
    if (before === undefined && this.#logs.size < mostLogs && this.#options.isLog(name)) this.#logs.add(path);
    this.#sizeBytes += bytesOf(stat) - (before ?? 0);
    directory.files.set(name, bytesOf(stat));
    if (this.#options.isRelevant(name)) this.#noteChange(path, stat.ctimeMs);
    if (Date.now() - stat.ctimeMs > busyMs) this.#busy.delete(path);
    else if (this.#busy.size < mostBusyFiles) this.#busy.set(path, { directory, name });
  }

  #noteChange(path: string, changedMs: number): void {
    if (this.#newest === undefined || changedMs > this.#newest.changedMs) this.#newest = { path, changedMs };
  }

  #adopt(path: string): void {
    if (this.#directories.has(path)) return;
    const directory: Directory = {
      path,
      files: new Map(),
      directories: new Set(),
      ownBytes: 0,
      listedMs: undefined,
      rest: 0,
    };
    this.#directories.set(path, directory);
    this.#unseen.push(directory);
  }

  #drop(directory: Directory): void {
    if (!this.#directories.delete(directory.path)) return;
    this.#sizeBytes -= directory.ownBytes;
    for (const bytes of directory.files.values()) this.#sizeBytes -= bytes;
    this.#files -= directory.files.size;
    directory.files.clear();
    for (const path of this.#logs) if (dirname(path) === directory.path) this.#logs.delete(path);
    for (const [path, busy] of this.#busy) if (busy.directory === directory) this.#busy.delete(path);
    for (const name of directory.directories) {
      const inner = this.#directories.get(join(directory.path, name));
      if (inner !== undefined) this.#drop(inner);
    }
  }

  #forget(directory: Directory, name: string): void {
    const bytes = directory.files.get(name);
    if (bytes === undefined) return;
    directory.files.delete(name);
    this.#busy.delete(join(directory.path, name));
    this.#logs.delete(join(directory.path, name));
    this.#files -= 1;
    this.#sizeBytes -= bytes;
  }

  /** The next `count` files in an endless round over all of them. */
  *#nextQuiet(count: number): Generator<readonly [Directory, string]> {
    for (let taken = 0; taken < count; taken += 1) {
      this.#quiet ??= this.#round();
      const next = this.#quiet.next();
      if (next.done === true) this.#quiet = undefined;
      else yield next.value;
    }
  }

  *#round(): Generator<readonly [Directory, string]> {
    for (const directory of this.#directories.values()) {
      for (const name of directory.files.keys()) yield [directory, name];
    }
  }
}

/** Those of `names` that are not in `known`, found in slices. */
async function namesMissingIn(
  known: { has(name: string): boolean },
  names: Iterable<string>,
): Promise<readonly string[]> {
  const missing: string[] = [];
  let looked = 0;
  for (const name of names) {
    if (!known.has(name)) missing.push(name);
    looked += 1;
    if (looked % 500 === 0) await breathe();
  }
  return missing;
}

function bytesOf({ blocks, nlink }: Stats): number {
  return Math.round((blocks * 512) / Math.max(1, nlink));
}

/** Undefined when there is nothing, or nothing that we may see. */
function statOf(path: string): Promise<Stats | undefined> {
  return new Promise((resolve) => lstat(path, (error, stat) => resolve(error === null ? stat : undefined)));
}
