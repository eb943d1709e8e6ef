import { posix } from 'node:path';
import type { Place } from './url.ts';

/** A file that has its place on the storage. */
export interface Stored {
  readonly place: Place;
}

/** So many URLs fit into an argument list, and one bad batch costs no more than that. */
const mostInGroup = 500;

/**
 * Divides files into groups that one process can move: `together` says where from and where to, which all share, and the
 * name, which each has to itself. A file with an opaque part is a group of its own.
 */
export function groupsOf<File extends Stored>(
  files: readonly File[],
  together: (file: File) => readonly [string, string, string],
): readonly (readonly File[])[] {
  const groups: { readonly key: string; readonly names: Set<string>; readonly files: File[] }[] = [];
  for (const file of files) {
    const [from, to, name] = together(file);
    const key = JSON.stringify([from, to]);
    const opaque = file.place.opaque !== '';
    const open = groups.find(
      (group) => group.key === key && !group.names.has(name) && group.files.length < mostInGroup,
    );
    if (open !== undefined && !opaque) {
      open.names.add(name);
      open.files.push(file);
    } else {
      groups.push({ key: opaque ? '' : key, names: new Set([name]), files: [file] });
    }
  }
  return groups.map((group) => group.files);
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
