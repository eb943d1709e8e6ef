import { rucioPath } from '@panda-pilot/core';
import { MoverError } from '@panda-pilot/movers-core';

/** A file by the names that Rucio has for it. */
export interface Did {
  readonly scope: string;
  readonly name: string;
  /** The storage that a URL names, where it names one. */
  readonly rse?: string;
}

/**
 * The file behind a URL: `rucio://RSE/scope:name`, or any URL that ends in the path that Rucio computes from scope and name
 * (`.../rucio/mc23/ab/cd/name`), which proves both. Throws a MoverError `unsupported` for all others, and for names that a
 * command line could take for something else.
 */
export function didOf(url: URL): Did {
  const path = decoded(url);
  const did = url.protocol === 'rucio:' ? named(url.hostname, path) : computed(path);
  if (did !== undefined && [did.scope, did.name, did.rse ?? 'RSE'].every((one) => nameable.test(one))) return did;
  throw new MoverError(`no scope and name in ${url.href}`, { kind: 'unsupported', file: url.href });
}

/** What Rucio's own schema for names allows, and no leading `-`. */
const nameable = /^[A-Za-z0-9_][\w.+%-]{0,249}$/;

function named(rse: string, path: string): Did | undefined {
  const [, scope, name] = /^\/([^:/]+):([^:/]+)$/.exec(path) ?? [];
  if (scope === undefined || name === undefined) return undefined;
  return { scope, name, ...(rse === '' || rse === 'any' ? {} : { rse }) };
}

function computed(path: string): Did | undefined {
  const words = path.split('/');
  const name = words.at(-1) ?? '';
  // The scope may have any number of parts; the hash says which it is.
  const starts = words.flatMap((word, index) => (word === 'rucio' ? [index + 1] : []));
  const scopes = starts.map((start) => words.slice(start, -3).join('.'));
  const scope = scopes.find((one) => one !== '' && path.endsWith(`/${rucioPath(one, name)}`));
  return scope === undefined ? undefined : { scope, name };
}

function decoded({ pathname }: URL): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}
