import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '@panda-pilot/core';
import { hasCode, readBoundedFile } from '../read-bounded-file.ts';
import { maxPemCharacters } from '../x509/pem.ts';
import type { Exposure } from './exposure.ts';
import { createSecretFinder, type PilotSecrets, type SecretFinder } from './pilot-secrets.ts';

/** Bounds of the search for copies. */
export interface CopySearch {
  /** Default: 100,000. A directory with more is reported as not checked. */
  readonly maxEntries?: number;
}

/**
 * Files and links below `directory` that are, lead to, or hold one of `secrets`: what a payload would find in its work
 * directory, and what a log tarball would carry away. Larger files than any credential (256 kB) are taken for data;
 * links to elsewhere are not followed.
 */
export async function copyExposures(
  directory: string,
  secrets: PilotSecrets,
  { maxEntries = 100_000 }: CopySearch = {},
): Promise<readonly Exposure[]> {
  const search = { finder: createSecretFinder(secrets), identities: await identitiesOf(secrets.files) };
  const exposures: Exposure[] = [];
  let entries = 0;
  for await (const { path, entry, error } of walk(directory)) {
    entries += 1;
    if (entries > maxEntries) {
      return [...exposures, { kind: 'unchecked', where: directory, why: `has more than ${maxEntries} entries` }];
    }
    if (entry === undefined) exposures.push(...unchecked(path, error));
    else if (entry.isFile() || entry.isSymbolicLink()) exposures.push(...(await look(path, entry, search)));
  }
  return exposures;
}

interface Search {
  readonly finder: SecretFinder;
  /** Device and inode of the credential files. */
  readonly identities: ReadonlySet<string>;
}

async function look(path: string, entry: Dirent, { finder, identities }: Search): Promise<readonly Exposure[]> {
  try {
    const status = await stat(path, { bigint: true });
    if (identities.has(`${status.dev}:${status.ino}`)) return [copy(path, 'is the credential file by another name')];
    if (!entry.isFile() || status.size > maxPemCharacters) return [];
    const { bytes } = await readBoundedFile(path, maxPemCharacters);
    return finder(bytes.toString('latin1')) ? [copy(path, 'holds the credential')] : [];
  } catch (error) {
    return unchecked(path, error);
  }
}

/** What is gone, or leads nowhere, exposes nothing. */
function unchecked(where: string, error: unknown): readonly Exposure[] {
  if (hasCode(error, 'ENOENT') || hasCode(error, 'ELOOP')) return [];
  return [{ kind: 'unchecked', where, why: `cannot be looked at: ${reasonOf(error, where)}` }];
}

function copy(where: string, why: string): Exposure {
  return { kind: 'copy', where, why };
}

/** Device and inode of each file that exists: what tells a file however it is named. */
export async function identitiesOf(files: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await Promise.all(
    files.map(async (path) => {
      try {
        const { dev, ino } = await stat(await realpath(path), { bigint: true });
        return [`${dev}:${ino}`];
      } catch (error) {
        if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
        throw error;
      }
    }),
  );
  return new Set(found.flat());
}

/** Something below a directory; a directory without an entry is one that could not be read, for this reason. */
interface Found {
  readonly path: string;
  readonly entry?: Dirent;
  readonly error?: unknown;
}

/** Everything below `directory`, without recursion: a payload can nest directories deeper than any stack. */
async function* walk(directory: string): AsyncGenerator<Found> {
  const pending = [directory];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    try {
      for (const entry of await readdir(next, { withFileTypes: true })) {
        const path = join(next, entry.name);
        yield { path, entry };
        if (entry.isDirectory()) pending.push(path);
      }
    } catch (error) {
      yield { path: next, error };
    }
  }
}
