import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPilotError, type OutputFile } from '@panda-pilot/core';
import { destinationOf, type StoredFile } from '@panda-pilot/movers-core';
import type { Assignment } from '../../state/assignment.ts';
import { siteOf } from '../site.ts';

/**
 * Tells an ARC computing element where to upload a file that `mv` has left beside the job: a line of `output.list`
 * there, which the job's description names as `@output.list`. No line where the queue names no storage but a mounted
 * one. Throws the file system's error.
 */
export function listForArc(stored: StoredFile, file: OutputFile, assignment: Assignment): void {
  const { outputDirectory } = assignment.settings;
  if (stored.copytool !== 'mv' || outputDirectory === undefined) return;
  const url = uploadUrl(stored, file, assignment);
  if (url === undefined) return;
  const list = join(outputDirectory, 'output.list');
  const line = `${escaped(stored.lfn)} ${url}`;
  // A job that was taken up again stores, and tells, what it has stored before.
  if (!linesOf(list).includes(line)) appendFileSync(list, `${line}\n`);
}

/** In the form of ARC: options follow the host, and what is known of the file follows the path. */
function uploadUrl({ checksum }: StoredFile, file: OutputFile, assignment: Assignment): string | undefined {
  const [, endpoint, path] = /^(\w[\w+.-]*:\/\/[^/]+)(\/.*)$/.exec(storageUrl(file, assignment) ?? '') ?? [];
  if (endpoint === undefined || path === undefined) return undefined;
  const { destinationToken: token = '' } = file;
  const space = /^[\w.-]+$/.test(token) ? `;autodir=no;spacetoken=${token}` : '';
  return `${endpoint}${space}${path}:checksumtype=${checksum.algorithm}:checksumvalue=${checksum.value}`;
}

/** Where the file belongs, whoever brings it there. */
function storageUrl(file: OutputFile, assignment: Assignment): string | undefined {
  const { outputDirectory: _beside, ...site } = siteOf(assignment);
  try {
    return destinationOf(file, site).href;
  } catch (error) {
    if (isPilotError(error)) return undefined;
    throw error;
  }
}

/** Blanks end a name in that list. */
function escaped(name: string): string {
  return name.replaceAll(/[\\"\s]/g, '\\$&');
}

function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
