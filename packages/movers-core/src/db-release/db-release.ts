import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

/** A release of ATLAS's conditions database that the site has installed. */
export interface DbRelease {
  /** `7.8.1` or `7.8.1.2`. */
  readonly version: string;
  /** Absolute path of the installation. */
  readonly directory: string;
}

/** The version that an input called `DBRelease-<version>.tar.gz` holds; undefined for any other file. */
export function dbReleaseVersion(lfn: string): string | undefined {
  return /^DBRelease-(\d+(?:\.\d+){2,3})\.tar\.gz$/.exec(lfn)?.[1];
}

/**
 * The installation that makes it needless to copy the input `lfn`: below `database/DBRelease` of the site's software area
 * (`VO_ATLAS_SW_DIR`, else `OSG_APP`). Undefined for any other file, where it is not installed, and where the site wants every
 * release copied (`ATLAS_DBREL_DWNLD`).
 */
export async function localDbRelease(
  lfn: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<DbRelease | undefined> {
  const version = dbReleaseVersion(lfn);
  if (version === undefined || env['ATLAS_DBREL_DWNLD'] !== undefined) return undefined;
  for (const area of [env['VO_ATLAS_SW_DIR'], env['OSG_APP']]) {
    if (area === undefined || !isAbsolute(area)) continue;
    const directory = join(area, 'database', 'DBRelease', version);
    if (await isDirectory(directory)) return { version, directory };
  }
  return undefined;
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
