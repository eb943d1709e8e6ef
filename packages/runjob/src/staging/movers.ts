import { PilotError } from '@panda-pilot/core';
import type { Mover, MoverDefinition, MoverTools } from '@panda-pilot/movers-core';

/** Where the mover of a copytool is. */
export interface MoverHome {
  /** The package to install for it. */
  readonly package: string;
  load(): Promise<MoverDefinition>;
}

/** Homes by copytool. */
type MoverHomes = Readonly<Record<string, MoverHome>>;

const local = homeIn('@panda-pilot/movers-local', () => import('@panda-pilot/movers-local'));
const xrootd = homeIn('@panda-pilot/movers-xrootd', () => import('@panda-pilot/movers-xrootd'));
const srm = homeIn('@panda-pilot/movers-srm', () => import('@panda-pilot/movers-srm'));
const castor = homeIn('@panda-pilot/movers-castor', () => import('@panda-pilot/movers-castor'));
const dcache = homeIn('@panda-pilot/movers-dcache', () => import('@panda-pilot/movers-dcache'));
const gridftp = homeIn('@panda-pilot/movers-gridftp', () => import('@panda-pilot/movers-gridftp'));
const http = homeIn('@panda-pilot/movers-http', () => import('@panda-pilot/movers-http'));
const rucio = homeIn('@panda-pilot/movers-rucio', () => import('@panda-pilot/movers-rucio'));

/**
 * The home of every copytool that sites have. Literal imports: a bundler follows them, and a site installs only what its queuedata
 * names. Importing a package registers nothing; this table is the whole truth.
 */
const homes: MoverHomes = {
  cp: local((movers) => movers.cp),
  mv: local((movers) => movers.mv),
  lsm: local((movers) => movers.lsm),
  necp: local((movers) => movers.necp),
  unknown: local((movers) => movers.unknown),
  xrdcp: xrootd((movers) => movers.xrdcp),
  xcp: xrootd((movers) => movers.xcp),
  'gfal-copy': srm((movers) => movers.gfalCopy),
  'lcg-cp': srm((movers) => movers.lcgCp),
  'lcg-cp2': srm((movers) => movers.lcgCp2),
  storm: srm((movers) => movers.storm),
  srmcp: srm((movers) => movers.srmcp),
  rfcp: castor((movers) => movers.rfcp),
  rfcpsvcclass: castor((movers) => movers.rfcpSvcClass),
  rfcplfc: castor((movers) => movers.rfcpLfc),
  dccp: dcache((movers) => movers.dccp),
  dccplfc: dcache((movers) => movers.dccpLfc),
  BNLdccp: dcache((movers) => movers.bnlDccp),
  gsiftp: gridftp((movers) => movers.gsiftp),
  uberftp: gridftp((movers) => movers.uberftp),
  cog: gridftp((movers) => movers.cog),
  davs: http((movers) => movers.davs),
  https: http((movers) => movers.https),
  curl: http((movers) => movers.curl),
  s3: http((movers) => movers.s3),
  rucio: rucio((movers) => movers.rucio),
  dq2: rucio((movers) => movers.dq2),
};

/** Every copytool that sites have, with the package of its mover. */
export const knownCopytools: readonly { readonly copytool: string; readonly package: string }[] = Object.entries(
  homes,
).map(([copytool, home]) => ({ copytool, package: home.package }));

/**
 * Loads the mover of `copytool` with the site's settings for it. Rejects with UNKNOWN_COPYTOOL, and says which package is missing when
 * it is one of ours.
 */
export async function loadMover(copytool: string, settings: unknown, tools: MoverTools): Promise<Mover> {
  const definition = await definitionOf(copytool);
  return definition.create(definition.parseOptions(settings), tools);
}

/** Rejects as `loadMover` does for want of a package: for the check before the first job. */
export async function assertCopytool(copytool: string, table?: MoverHomes): Promise<void> {
  await definitionOf(copytool, table);
}

/** The definition of `copytool`'s mover, from a table such as ours; rejects as `loadMover` does. */
export async function definitionOf(copytool: string, table: MoverHomes = homes): Promise<MoverDefinition> {
  const home = table[copytool];
  if (home === undefined) {
    const particulars = `"${copytool}" is no copytool; there are: ${Object.keys(table).join(', ')}`;
    throw new PilotError('UNKNOWN_COPYTOOL', particulars, { details: { copytool } });
  }
  return home.load().catch((error: unknown) => {
    throw isMissing(error, home) ? notInstalled(copytool, home, error) : error;
  });
}

function notInstalled(copytool: string, { package: name }: MoverHome, cause: unknown): PilotError {
  const particulars = `copytool ${copytool} needs the package ${name}: npm install ${name}`;
  return new PilotError('UNKNOWN_COPYTOOL', particulars, { cause, details: { copytool } });
}

/** The package itself is not there; one that lacks something of its own is broken, and says so. */
function isMissing(error: unknown, { package: name }: MoverHome): boolean {
  const missing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  return missing && error.message.includes(`'${name}'`);
}

function homeIn<Movers>(
  name: string,
  load: () => Promise<Movers>,
): (choose: (movers: Movers) => MoverDefinition) => MoverHome {
  return (choose) => ({ package: name, load: async () => choose(await load()) });
}
