import { posix } from 'node:path';
import type { Place } from './url.ts';

/** A file that has its place on the storage. */
export interface Stored {
  readonly place: Place;
}

/** How an upload of many files is laid out: xrdcp wants local names like those on the storage. */
export interface Shape {
  /** The deepest directory that holds all files. The tool makes those below it, but not this one. */
  readonly target: Place;
  /** Names below the local directory that the tool is given as sources, in the order of the files where not recursive. */
  readonly sources: readonly string[];
  readonly recursive: boolean;
  /** Path of a file below the local directory. */
  nameOf(file: Stored): string;
}

/** The shape for files of one server, at least one. */
export function shapeOf(files: readonly Stored[]): Shape {
  const directories = files.map(({ place }) => posix.dirname(place.path));
  const commonDirectory = directories.reduce(commonPath);
  const nameOf = ({ place }: Stored): string => posix.relative(commonDirectory, place.path);
  const names = files.map(nameOf);
  return {
    target: { server: files[0]?.place.server ?? '', path: commonDirectory, opaque: '' },
    sources: [...new Set(names.map((name) => name.split('/')[0] ?? name))],
    recursive: names.some((name) => name.includes('/')),
    nameOf,
  };
}

function commonPath(one: string, other: string): string {
  const [names, others] = [one.split('/'), other.split('/')];
  const differs = names.findIndex((name, index) => name !== others[index]);
  const common = (differs === -1 ? names : names.slice(0, differs)).join('/');
  return common === '' ? '/' : common;
}
