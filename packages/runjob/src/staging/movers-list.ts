import { copytoolAliases } from '@panda-pilot/core';
import {
  locateTool,
  type Mover,
  type MoverDefinition,
  type MoverTools,
  toolsets,
  wordsIn,
} from '@panda-pilot/movers-core';
import { definitionOf, knownCopytools } from './movers.ts';

/** One copytool, as the support table shows it. */
export interface MoverFacts {
  readonly copytool: string;
  /** Other names that queues have for it. */
  readonly aliases: readonly string[];
  /** The package that has its mover. */
  readonly package: string;
  readonly installed: boolean;
  readonly schemes: readonly string[];
  /** What its storage can be asked for, best first. */
  readonly checksums: readonly string[];
  readonly features: readonly string[];
  /** The programs that do its work, the first that is there; empty: none is needed. */
  readonly programs: readonly string[];
  /** What its tests run against; empty: it is not installed. */
  readonly tested: 'real server' | 'real tool, no server' | 'documentation only' | '';
  /** On this machine. */
  readonly found?: { readonly program: string; readonly path: string; readonly version?: string };
}

/** All copytools that sites have, with what their movers say of themselves. */
export async function describeMovers(): Promise<readonly MoverFacts[]> {
  return Promise.all(knownCopytools.map(factsOf));
}

/** The same, or those of them that are named, with the programs that are on this machine and their versions. */
export async function listMovers(
  tools: Pick<MoverTools, 'runCommand' | 'env'>,
  only?: readonly string[],
): Promise<readonly MoverFacts[]> {
  const versions = new Map<string, Promise<string | undefined>>();
  const wanted = knownCopytools.filter(({ copytool }) => only?.includes(copytool) ?? true);
  return Promise.all(
    (await Promise.all(wanted.map(factsOf))).map(async (facts) => {
      for (const { tool, versionArgs } of toolsets[facts.copytool] ?? []) {
        const path = await locateTool(tool, tools.env);
        if (path === undefined) continue;
        const asked = versions.get(path) ?? versionOf(path, versionArgs, tools);
        versions.set(path, asked);
        const version = await asked;
        return { ...facts, found: { program: tool, path, ...(version === undefined ? {} : { version }) } };
      }
      return facts;
    }),
  );
}

/** The table's header and a row for each copytool, without what depends on the machine. */
export function moverRows(movers: readonly MoverFacts[]): readonly (readonly string[])[] {
  const header = ['copytool', 'package', 'schemes', 'checksums', 'features', 'programs', 'tested with'];
  return [
    header,
    ...movers.map((one) => [
      one.aliases.length === 0 ? one.copytool : `${one.copytool} (${one.aliases.join(', ')})`,
      one.package.replace('@panda-pilot/', ''),
      one.schemes.join(' '),
      one.checksums.join(' '),
      one.features.join(' '),
      one.programs.join(', else '),
      one.installed ? one.tested : 'not installed',
    ]),
  ];
}

async function factsOf({ copytool, package: home }: (typeof knownCopytools)[number]): Promise<MoverFacts> {
  const programs = (toolsets[copytool] ?? []).map(({ tool }) => tool);
  const aliases = Object.keys(copytoolAliases).filter((alias) => copytoolAliases[alias] === copytool);
  const bare = { copytool, aliases, package: home, programs } as const;
  const definition = await definitionOf(copytool).catch(() => undefined);
  if (definition === undefined) {
    return { ...bare, installed: false, schemes: [], checksums: [], features: [], tested: '' };
  }
  const mover = definition.create(definition.parseOptions(sampleSettings[copytool]), noTools);
  return {
    ...bare,
    installed: true,
    schemes: mover.schemes,
    checksums: mover.features.checksums,
    features: featuresOf(mover),
    tested: tierOf(definition),
  };
}

/** For copytools that are nothing without the site's settings. */
const sampleSettings: Readonly<Record<string, unknown>> = { unknown: { get: ['get'], put: ['put'] } };

/** Movers are made, and never called. */
const noTools: MoverTools = {
  runCommand: () => Promise.reject(new Error('nothing is run to list movers')),
  fetch: () => Promise.reject(new Error('nobody is asked to list movers')),
  env: {},
};

function featuresOf(mover: Mover): readonly string[] {
  const { atomicPut, overwrites, progress, verifies } = mover.features;
  const has: readonly (readonly [string, boolean])[] = [
    ['atomic', atomicPut],
    ['overwrites', overwrites],
    ['progress', progress],
    ['verifies', verifies === true],
    ['batches', 'getMany' in mover || 'putMany' in mover],
    ['direct', 'directUrl' in mover],
    ['tape', 'locality' in mover],
    ['recalls', 'recall' in mover],
    ['space', 'freeSpace' in mover],
  ];
  return has.flatMap(([name, there]) => (there ? [name] : []));
}

function tierOf({ tier = 'documentation' }: MoverDefinition): MoverFacts['tested'] {
  return tiers[tier];
}

const tiers = {
  server: 'real server',
  tool: 'real tool, no server',
  documentation: 'documentation only',
} as const;

/** The first word with a dot between digits in what the program prints of itself. */
async function versionOf(
  path: string,
  versionArgs: readonly string[] | undefined,
  { runCommand, env }: Pick<MoverTools, 'runCommand' | 'env'>,
): Promise<string | undefined> {
  if (versionArgs === undefined) return undefined;
  // The launchers of gfal2 take the first python on PATH, which need not be that of the distribution; their mover knows, too.
  const packaged = path.startsWith('/usr/bin/') ? { GFAL_PYTHONBIN: '/usr/bin/python3' } : {};
  const how = { env: { ...packaged, ...env }, timeoutMs: versionTimeoutMs };
  const { stdout, stderr } = await runCommand(path, versionArgs, how);
  return wordsIn(`${stdout}\n${stderr}`).flatMap((line) => /\d+(?:\.\d+)+[\w.-]*/.exec(line)?.[0] ?? [])[0];
}

const versionTimeoutMs = 10_000;
