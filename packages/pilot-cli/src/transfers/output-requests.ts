import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { destinationOf, type StageOutRequest } from '@panda-pilot/movers-core';
import { ConfigError } from '../config/config-error.ts';
import { isLocalDirectory } from './local-directory.ts';
import { parsedUrl } from './named-file.ts';
import type { TransferWay } from './transfer-way.ts';

/** What is to be stored, as a person says it. */
export interface OutputsWanted {
  /** Local paths. */
  readonly files: readonly string[];
  /** URL or path of a directory, with a slash at its end, or for one file of the file; absent: where the queue stores outputs. */
  readonly to: string | undefined;
  /** The files' scope, where the queue's paths are made of it. */
  readonly scope: string;
  /** By the copytools for outputs, or by those for logs. */
  readonly role: 'output' | 'log';
  readonly replace: boolean;
  /** The queue's paths are those of production; else of analysis. */
  readonly production: boolean;
}

/** What the engine is asked. Rejects with a ConfigError, or a PilotError where the queue names no place for a file. */
export async function outputRequests(
  wanted: OutputsWanted,
  { queuedata, ofQueue }: TransferWay,
  cwd: string,
): Promise<readonly StageOutRequest[]> {
  const { files, to, production, role, replace, scope } = wanted;
  if (to === undefined && !ofQueue) {
    throw new ConfigError(
      ['where to? Neither --to nor --queue is given'],
      'panda-pilot stage-out --help tells how places are named.',
    );
  }
  for (const path of files) await requireFile(resolve(cwd, path));
  const place = to === undefined ? undefined : await placesFrom(to, { files, cwd });
  const requests = files.map((path): StageOutRequest => {
    const file = { lfn: basename(path), scope, optional: false, guid: randomUUID().toUpperCase() };
    return {
      file,
      source: resolve(cwd, path),
      destination: place?.(file.lfn) ?? destinationOf(file, { queuedata, production }),
      role,
      conflict: replace ? 'replace' : 'refuse',
    };
  });
  const urls = requests.map(({ destination }) => destination.href);
  const twice = urls.find((url, index) => urls.indexOf(url) !== index);
  if (twice === undefined) return requests;
  throw new ConfigError([`two files would become ${twice}`], 'Store one of them elsewhere.');
}

/** A payload that has not written its output is the user's; a name that is mistyped is whoever typed it. */
async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() === true) return;
  const reason = found === undefined ? 'is not there, or out of reach' : 'is no regular file';
  throw new ConfigError([`${path} ${reason}`], 'Name the files that are to be stored.');
}

/** Below `to` if that is a directory, or there are several files; else `to` is the place itself. */
async function placesFrom(
  to: string,
  { files, cwd }: { readonly files: readonly string[]; readonly cwd: string },
): Promise<(lfn: string) => URL> {
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(to);
  const url = isUrl ? parsedUrl(to) : pathToFileURL(resolve(cwd, to));
  const isDirectory = to.endsWith('/') || files.length > 1 || (!isUrl && (await isLocalDirectory(resolve(cwd, to))));
  if (!isDirectory) return () => url;
  return (lfn) => parsedUrl(`${url.href.replace(/\/$/, '')}/${encodeURIComponent(lfn)}`);
}
