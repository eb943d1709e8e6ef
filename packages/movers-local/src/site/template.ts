import { formatChecksum } from '@panda-pilot/core';
import { type TransferOptions, unescaped } from '@panda-pilot/movers-core';
import { pathOf } from '../mounted-path.ts';

/**
 * A command line as a site writes it: words with placeholders. A list among the words is left out as a whole when one of its
 * placeholders stands for something that is not known. The first word is the program.
 */
export type Template = readonly (string | readonly string[])[];

/** What placeholders stand for. */
export type Values = Readonly<Partial<Record<Placeholder, string>>>;

/** `{source}` and `{destination}` are URLs or local paths, `{path}` is the path of the URL among them, `{directory}` what it is in. */
export const placeholders = [
  'source',
  'destination',
  'path',
  'directory',
  'size',
  'checksum',
  'lfn',
  'scope',
  'guid',
  'dataset',
  'token',
] as const;
export type Placeholder = (typeof placeholders)[number];

/** The argument list: each word stays one word, whatever a name holds. */
export function wordsOf(template: Template, values: Values): readonly string[] {
  return template.flatMap((part) => {
    if (typeof part === 'string') return [filled(part, values)];
    return part.every((word) => namesIn(word).every((name) => values[name] !== undefined))
      ? part.map((word) => filled(word, values))
      : [];
  });
}

/** Throws a TypeError for what is no template, and for a placeholder that does not exist or may be unknown outside of a list. */
export function parseTemplate(raw: unknown, what: string): Template {
  const isWords = (value: unknown): value is readonly string[] =>
    Array.isArray(value) && value.every((word) => typeof word === 'string');
  if (!Array.isArray(raw) || raw.length === 0 || typeof raw[0] !== 'string' || raw[0] === '') {
    throw new TypeError(`${what} must be a list of words, the program first`);
  }
  for (const part of raw as unknown[]) {
    if (typeof part !== 'string' && !isWords(part)) throw new TypeError(`${what} must be words and lists of words`);
    for (const name of [part].flat().flatMap((word) => [...word.matchAll(/\{(\w+)\}/g)].map(([, found]) => found))) {
      if (!placeholders.some((known) => known === name)) {
        throw new TypeError(`${what}: {${name}} is none of ${placeholders.map((one) => `{${one}}`).join(' ')}`);
      }
      if (typeof part === 'string' && !always.has(name ?? '')) {
        throw new TypeError(`${what}: {${name}} may be unknown, so it must stand in a list of its own`);
      }
    }
  }
  return raw as Template;
}

const always: ReadonlySet<string> = new Set(['source', 'destination', 'path', 'directory']);

/** What a URL and the options of a call say. */
export function valuesOf(url: URL, { expected, about }: Pick<TransferOptions, 'expected' | 'about'> = {}): Values {
  const path = pathIn(url);
  const { size, checksum } = expected ?? {};
  return {
    path,
    directory: `${path.slice(0, path.lastIndexOf('/'))}/`,
    ...(size === undefined ? {} : { size: String(size) }),
    ...(checksum === undefined ? {} : { checksum: formatChecksum(checksum).replace(/^ad:/, 'adler32:') }),
    ...(about?.lfn === undefined ? {} : { lfn: about.lfn }),
    ...(about?.scope === undefined ? {} : { scope: about.scope }),
    ...(about?.guid === undefined ? {} : { guid: about.guid }),
    ...(about?.dataset === undefined ? {} : { dataset: about.dataset }),
    ...(about?.spaceToken === undefined ? {} : { token: about.spaceToken }),
  };
}

/** Of an SRM's SURL what follows `SFN=`, else the URL's path, unescaped and absolute: no program takes it for an option. */
function pathIn(url: URL): string {
  if (url.protocol === 'file:') return pathOf(url);
  const path = unescaped(/[?&]SFN=(.*)$/.exec(url.search)?.[1] ?? url.pathname);
  return path.startsWith('/') ? path : `/${path}`;
}

function filled(word: string, values: Values): string {
  return word.replaceAll(/\{(\w+)\}/g, (_, name: Placeholder) => values[name] ?? '');
}

function namesIn(word: string): readonly Placeholder[] {
  return placeholders.filter((name) => word.includes(`{${name}}`));
}
