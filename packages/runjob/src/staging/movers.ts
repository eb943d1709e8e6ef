import { PilotError } from '@panda-pilot/core';
import type { Mover, MoverDefinition, MoverTools } from '@panda-pilot/movers-core';

/** What loads the definition of each copytool. */
type MoverPackages = Readonly<Record<string, () => Promise<MoverDefinition>>>;

/**
 * Copytool -> the package that has its mover. Literal imports: a bundler follows them, and a site installs only what its queuedata
 * names. Importing a package registers nothing; this table is the whole truth.
 */
const packages: MoverPackages = {
  cp: async () => (await import('@panda-pilot/movers-local')).cp,
  mv: async () => (await import('@panda-pilot/movers-local')).mv,
  lsm: async () => (await import('@panda-pilot/movers-local')).lsm,
  necp: async () => (await import('@panda-pilot/movers-local')).necp,
  unknown: async () => (await import('@panda-pilot/movers-local')).unknown,
  xrdcp: async () => (await import('@panda-pilot/movers-xrootd')).xrdcp,
  gsiftp: async () => (await import('@panda-pilot/movers-gridftp')).gsiftp,
  uberftp: async () => (await import('@panda-pilot/movers-gridftp')).uberftp,
  cog: async () => (await import('@panda-pilot/movers-gridftp')).cog,
  rucio: async () => (await import('@panda-pilot/movers-rucio')).rucio,
  dq2: async () => (await import('@panda-pilot/movers-rucio')).dq2,
  xcp: async () => (await import('@panda-pilot/movers-xrootd')).xcp,
  davs: async () => (await import('@panda-pilot/movers-http')).davs,
  https: async () => (await import('@panda-pilot/movers-http')).https,
  curl: async () => (await import('@panda-pilot/movers-http')).curl,
  s3: async () => (await import('@panda-pilot/movers-http')).s3,
  'gfal-copy': async () => (await import('@panda-pilot/movers-srm')).gfalCopy,
  'lcg-cp': async () => (await import('@panda-pilot/movers-srm')).lcgCp,
  'lcg-cp2': async () => (await import('@panda-pilot/movers-srm')).lcgCp2,
  storm: async () => (await import('@panda-pilot/movers-srm')).storm,
  srmcp: async () => (await import('@panda-pilot/movers-srm')).srmcp,
  rfcp: async () => (await import('@panda-pilot/movers-castor')).rfcp,
  rfcpsvcclass: async () => (await import('@panda-pilot/movers-castor')).rfcpSvcClass,
  rfcplfc: async () => (await import('@panda-pilot/movers-castor')).rfcpLfc,
  dccp: async () => (await import('@panda-pilot/movers-dcache')).dccp,
  dccplfc: async () => (await import('@panda-pilot/movers-dcache')).dccpLfc,
  BNLdccp: async () => (await import('@panda-pilot/movers-dcache')).bnlDccp,
};

/** The package of every copytool key that sites have. */
export const copytoolHomes: Readonly<Record<string, string>> = {
  ...home('movers-local', 'cp', 'mv', 'lsm', 'necp', 'unknown'),
  ...home('movers-xrootd', 'xrdcp', 'xcp'),
  ...home('movers-srm', 'gfal-copy', 'lcg-cp', 'lcg-cp2', 'storm', 'srmcp'),
  ...home('movers-castor', 'rfcp', 'rfcpsvcclass', 'rfcplfc'),
  ...home('movers-dcache', 'dccp', 'dccplfc', 'BNLdccp'),
  ...home('movers-gridftp', 'gsiftp', 'uberftp', 'cog'),
  ...home('movers-http', 'davs', 'https', 'curl', 's3'),
  ...home('movers-rucio', 'rucio', 'dq2'),
};

/** The copytools whose movers this runjob can load. */
export const knownCopytools: readonly string[] = Object.keys(packages);

/**
 * Loads the mover of `copytool` with the site's settings for it. Rejects with UNKNOWN_COPYTOOL, and says which package is missing when
 * it is one of ours.
 */
export async function loadMover(copytool: string, settings: unknown, tools: MoverTools): Promise<Mover> {
  const definition = await definitionOf(copytool);
  return definition.create(definition.parseOptions(settings), tools);
}

/** The definition of `copytool`'s mover, from a table such as ours; rejects as `loadMover` does. */
export async function definitionOf(copytool: string, table: MoverPackages = packages): Promise<MoverDefinition> {
  const load = table[copytool];
  if (load === undefined) throw unknownCopytool(copytool);
  return load().catch((error: unknown) => {
    throw isMissing(error) ? unknownCopytool(copytool, error) : error;
  });
}

/** Throws as `loadMover` would, without loading: for the check before the first job. */
export function assertCopytool(copytool: string): void {
  if (packages[copytool] === undefined) throw unknownCopytool(copytool);
}

function unknownCopytool(copytool: string, cause?: unknown): PilotError {
  const name = copytoolHomes[copytool];
  const text =
    name === undefined
      ? `"${copytool}" is no copytool; there are: ${knownCopytools.join(', ')}`
      : `copytool ${copytool} needs the package ${name}: npm install ${name}`;
  return new PilotError('UNKNOWN_COPYTOOL', text, { cause, details: { copytool } });
}

function home(name: string, ...copytools: readonly string[]): Record<string, string> {
  return Object.fromEntries(copytools.map((copytool) => [copytool, `@panda-pilot/${name}`]));
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}
