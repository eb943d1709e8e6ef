import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  destinationPath,
  type InputFile,
  nativePath,
  type OutputFile,
  PilotError,
  type PilotErrorName,
  type Queuedata,
  rucioPath,
  spaceTokenFor,
  storageEndpoint,
  userPath,
} from '@panda-pilot/core';

/** The site, as far as it decides where files are. */
export interface StorageSite {
  readonly queuedata: Queuedata;
  readonly production: boolean;
  /** Absolute path at which inputs lie already (pilot option); it wins over what queuedata says. */
  readonly inputDirectory?: string;
  /** Absolute path to which outputs go (pilot option); it wins over what queuedata says. */
  readonly outputDirectory?: string;
}

/**
 * Where the site's conventions put `file`, best first: on each storage element under the job's own kind of storage path,
 * then under the other kind's. A path that ends in `/rucio` holds the deterministic path of Rucio; where the queue names an LFC
 * path, the storage repeats the catalogue's own; any other holds the dataset's directory, or the file itself when the job
 * names no dataset. Plain paths become file URLs.
 * Throws PilotError when a name would leave the storage path (STAGE_IN_FAILED) or no storage is named (REPLICA_NOT_FOUND).
 */
export function replicasOf(file: InputFile, site: StorageSite): URL[] {
  const place = placeOf(file, file.dataset ?? file.productionBlock ?? file.dispatchBlock, site);
  requirePlainNames(place, 'STAGE_IN_FAILED');
  if (site.inputDirectory !== undefined) return [fileUrl(site.inputDirectory, [file.lfn])];
  const token = file.dispatchToken ?? file.productionToken;
  const urls = inputBases(site, token).map((base) => urlBelow(base, place));
  if (urls.length > 0) return [...new Map(urls.map((url) => [url.href, url])).values()];
  throw new PilotError('REPLICA_NOT_FOUND', `${file.lfn}: the queue names no storage path`, {
    details: { lfn: file.lfn },
  });
}

/**
 * Where the site's conventions store `file`.
 * Throws PilotError when a name would leave the storage path (BAD_OUTPUT_FILE_NAME) or no storage is named (NO_STORAGE).
 */
export function destinationOf(file: OutputFile, site: StorageSite): URL {
  const place = placeOf(file, file.dataset ?? file.destinationBlock?.replace(/_sub\d+$/, ''), site);
  requirePlainNames(place, 'BAD_OUTPUT_FILE_NAME');
  const { queuedata, production, outputDirectory } = site;
  if (outputDirectory !== undefined) return fileUrl(outputDirectory, [file.lfn]);
  const token = spaceTokenFor(queuedata, file.destinationToken);
  const path =
    destinationPath(queuedata, { production, ...(token === undefined ? {} : { token }) }) ??
    destinationPath(queuedata, { production });
  const endpoint = storageEndpoint(queuedata, token);
  if (path !== undefined) return urlBelow({ endpoint, path }, place);
  throw new PilotError('NO_STORAGE', `${file.lfn}: the queue names no storage path`, { details: { lfn: file.lfn } });
}

/** What a file's path is made of. */
interface Place {
  readonly lfn: string;
  readonly scope?: string;
  readonly dataset: string | undefined;
  /** Whose catalogue path the storage repeats; undefined: the storage has datasets side by side. */
  readonly catalogue?: 'production' | 'user' | undefined;
}

/** A slash at its end marks a dataset as a container; it is no part of the name. */
function placeOf(
  { lfn, scope }: InputFile | OutputFile,
  dataset: string | undefined,
  { queuedata, production }: StorageSite,
): Place {
  const { lfcPath, lfcProductionPath } = queuedata;
  const named = production ? lfcProductionPath : lfcPath;
  const catalogue = named === undefined ? undefined : production ? 'production' : 'user';
  return { lfn, dataset: dataset?.replace(/\/$/, ''), catalogue, ...(scope === undefined ? {} : { scope }) };
}

/** What stands before it. */
interface Base {
  /** Undefined for a mounted storage. */
  readonly endpoint: string | undefined;
  readonly path: string;
}

function inputBases({ queuedata, production }: StorageSite, token: string | undefined): readonly Base[] {
  const kinds = [production, !production];
  const withToken = token === undefined ? [] : kinds.map((production) => ({ production, token }));
  const paths = [...withToken, ...kinds.map((production) => ({ production }))]
    .map((destination) => destinationPath(queuedata, destination))
    .filter((path) => path !== undefined);
  const first = storageEndpoint(queuedata, token);
  const endpoints = new Set([first, ...queuedata.storageElements.map(({ endpoint }) => endpoint)]);
  return [...endpoints].flatMap((endpoint) => paths.map((path) => ({ endpoint, path })));
}

function urlBelow({ endpoint = '', path }: Base, place: Place): URL {
  const base = `${endpoint}${path}`.replace(/\/+$/, '');
  const isRucio = base.endsWith('/rucio');
  const names = isRucio ? rucioNames(place) : datasetNames(place);
  if (!/^[a-z][a-z0-9+.-]*:/i.test(base)) return fileUrl(base, names);
  try {
    return new URL([base, ...names.map((name) => encodeURIComponent(name))].join('/'));
  } catch (error) {
    throw new PilotError('BAD_QUEUE_CONFIGURATION', `no URL begins with ${base}`, { cause: error });
  }
}

/** The names after the `rucio` that the storage path ends in. */
function rucioNames({ scope, lfn }: Place): readonly string[] {
  if (scope !== undefined) return rucioPath(scope, lfn).split('/').slice(1);
  throw new PilotError('NON_DETERMINISTIC_DDM', `${lfn} has no scope`, { details: { lfn } });
}

/** The names after any other storage path: directories of the dataset, and the file. */
function datasetNames({ dataset, lfn, catalogue }: Place): readonly string[] {
  if (dataset === undefined) return [lfn];
  if (catalogue === undefined) return [dataset, lfn];
  const path = catalogue === 'user' ? (userPath(dataset, lfn) ?? nativePath(dataset, lfn)) : nativePath(dataset, lfn);
  return path.split('/');
}

function fileUrl(base: string, names: readonly string[]): URL {
  if (isAbsolute(base)) return pathToFileURL(join(base, ...names));
  throw new PilotError('BAD_QUEUE_CONFIGURATION', `storage path ${JSON.stringify(base)} is neither absolute nor a URL`);
}

/** A name from a job becomes one name in a directory, or nothing at all. */
function requirePlainNames({ lfn, dataset, scope }: Place, errorName: PilotErrorName): void {
  for (const [field, name] of Object.entries({ lfn, dataset, scope })) {
    if (name === undefined || isPlainName(name)) continue;
    const shown = JSON.stringify(name.slice(0, 200));
    throw new PilotError(errorName, `${field} ${shown} is no file name`, { details: { field } });
  }
}

/** No path, no control character, no half of a surrogate pair. */
function isPlainName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\p{Cc}\p{Cs}]/u.test(name);
}
