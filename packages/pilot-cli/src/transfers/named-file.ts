import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unescaped } from '@panda-pilot/movers-core';
import { ConfigError } from '../config/config-error.ts';

/** A file as a person names it. */
export type NamedFile =
  | { readonly kind: 'url'; readonly url: URL; readonly lfn: string }
  /** By scope and name: the queue's conventions, or a catalogue, say where it is. */
  | { readonly kind: 'did'; readonly scope: string; readonly lfn: string };

/**
 * Reads `word` as a URL, as `scope:name` where a queue can say where that is, else as a local path. Throws ConfigError
 * for what names no file. Pure.
 */
export function namedFile(
  word: string,
  { cwd, ofQueue }: { readonly cwd: string; readonly ofQueue: boolean },
): NamedFile {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(word)) return withName(word, parsedUrl(word));
  const [, scope, lfn] = ofQueue ? (/^([\w.-]+):([^/:]+)$/.exec(word) ?? []) : [];
  if (scope !== undefined && lfn !== undefined) return { kind: 'did', scope, lfn };
  return withName(word, pathToFileURL(resolve(cwd, word)));
}

/** Throws ConfigError. */
export function parsedUrl(word: string): URL {
  if (URL.canParse(word)) return new URL(word);
  throw new ConfigError([`"${word}" is no URL`], 'A URL is written like root://storage.example.org//path/to/file.');
}

/** The last name of the path, or of the one that the web service of an SRM is asked for. */
function withName(word: string, url: URL): NamedFile {
  const path = url.searchParams.get('SFN') ?? unescaped(url.pathname);
  const lfn = path.endsWith('/') ? '' : basename(path);
  if (lfn !== '' && !/[\p{Cc}\p{Cs}]/u.test(lfn)) return { kind: 'url', url, lfn };
  throw new ConfigError([`"${word}" names no file`], 'Directories are not copied: name the files.');
}
