import { access, constants, lstat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type Checksum, readChecksum } from '@panda-pilot/core';
import { replicasOf, type StageInRequest } from '@panda-pilot/movers-core';
import { ConfigError } from '../config/config-error.ts';
import { isLocalDirectory } from './local-directory.ts';
import { namedFile } from './named-file.ts';
import type { TransferWay } from './transfer-way.ts';

/** What is to be copied in, as a person says it. */
export interface InputsWanted {
  /** URLs, local paths, or with a queue `scope:name`. */
  readonly files: readonly string[];
  /** A directory, or for one file the path that it gets. */
  readonly to: string;
  /** One for each file, in their order, or none at all. */
  readonly checksums: readonly string[];
  /** Bytes of each file, likewise. */
  readonly sizes: readonly number[];
  readonly direct: boolean;
  readonly replace: boolean;
  /** The queue's paths are those of production; else of analysis. */
  readonly production: boolean;
}

/**
 * What the engine is asked. Rejects with a ConfigError that has every mistake, or with a PilotError where the queue
 * names no place for a file.
 */
export async function inputRequests(
  wanted: InputsWanted,
  { queuedata, ofQueue }: TransferWay,
  cwd: string,
): Promise<readonly StageInRequest[]> {
  requireOneEach('--checksum', wanted.checksums, wanted.files);
  requireOneEach('--size', wanted.sizes, wanted.files);
  const place = await placeFor(wanted, cwd);
  const requests = wanted.files.map((word, index): StageInRequest => {
    const named = namedFile(word, { cwd, ofQueue });
    const [sizeBytes, checksum] = [wanted.sizes[index], checksumIn(wanted.checksums[index])];
    const scope = named.kind === 'did' ? { scope: named.scope } : {};
    const file = {
      lfn: named.lfn,
      ...scope,
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
      ...(checksum === undefined ? {} : { checksum }),
    };
    return {
      file,
      replicas: named.kind === 'url' ? [named.url] : replicasOf(file, { queuedata, production: wanted.production }),
      destination: place(named.lfn),
      access: wanted.direct ? 'in-place' : 'copy',
    };
  });
  await refuseClashes(requests, wanted);
  return requests;
}

function requireOneEach(option: string, given: readonly unknown[], files: readonly string[]): void {
  if (given.length === 0 || given.length === files.length) return;
  const counted = `${given.length} for ${files.length} file${files.length === 1 ? '' : 's'}`;
  throw new ConfigError([`${option} is needed once for each file, in their order: ${counted}`], stageInHelp);
}

const stageInHelp = 'panda-pilot stage-in --help tells how files are named.';

/** Where each file goes: below `to` if that is a directory, or there are several; else `to` is the path itself. */
async function placeFor({ to, files }: InputsWanted, cwd: string): Promise<(lfn: string) => string> {
  const path = resolve(cwd, to);
  const meansDirectory = to.endsWith('/') || files.length > 1 || (await isLocalDirectory(path));
  const directory = meansDirectory ? path : dirname(path);
  if (!(await isLocalDirectory(directory))) {
    throw new ConfigError([`--to: ${directory} is no directory`], 'Make it first, or name another.');
  }
  await access(directory, constants.W_OK | constants.X_OK).catch(() => {
    throw new ConfigError([`--to: ${directory} cannot be written`], 'Name a directory of your own.');
  });
  return meansDirectory ? (lfn) => join(path, lfn) : () => path;
}

function checksumIn(text: string | undefined): Checksum | undefined {
  if (text === undefined) return undefined;
  const checksum = readChecksum(text);
  if (checksum !== undefined && checksum !== 'unreadable') return checksum;
  throw new ConfigError(
    [`--checksum: "${text}" is no checksum`],
    'A checksum is written like adler32:0a1b2c3d, md5: and 32 digits, or crc32c:0a1b2c3d.',
  );
}

/** A job's directory is its own; here other people's files may lie about. */
async function refuseClashes(requests: readonly StageInRequest[], { direct, replace }: InputsWanted): Promise<void> {
  const paths = requests.map(({ destination }) => destination);
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) throw new ConfigError([`two files would become ${twice}`], 'Copy one of them elsewhere.');
  if (direct || replace) return;
  for (const path of paths) {
    const found = await lstat(path).catch(() => undefined);
    if (found !== undefined) {
      throw new ConfigError([`${basename(path)} is there already: ${path}`], '--replace puts the copy in its place.');
    }
  }
}
