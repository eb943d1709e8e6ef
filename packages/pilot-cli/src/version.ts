declare const PILOT_VERSION: string | undefined;
declare const PILOT_COMMIT: string | undefined;
declare const PILOT_COPYTOOLS: readonly string[] | undefined;

/** Of this package, hence of the pilot; written in by the bundler. */
export const version: string = typeof PILOT_VERSION === 'string' ? PILOT_VERSION : '0.0.0-source';

/** Which pilot this is, and what it runs on. */
export interface VersionFacts {
  readonly version: string;
  /** Short hash of the sources; absent when the pilot was built without telling. */
  readonly commit?: string;
  /** Of the Node that runs it. */
  readonly node: string;
  readonly platform: string;
  /** Copytools whose movers are in this bundle; absent when they come from installed packages. */
  readonly movers?: readonly string[];
}

/** Those of this process. */
export function versionFacts(): VersionFacts {
  const commit = typeof PILOT_COMMIT === 'string' && PILOT_COMMIT !== '' ? PILOT_COMMIT : undefined;
  return {
    version,
    ...(commit !== undefined && { commit }),
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    ...(typeof PILOT_COPYTOOLS === 'object' && { movers: PILOT_COPYTOOLS }),
  };
}

/** The same in one line. */
export function versionLine({ version, commit, node, platform, movers }: VersionFacts): string {
  const source = commit === undefined ? '' : `commit ${commit}, `;
  return `panda-pilot ${version} (${source}Node ${node}, ${platform}; movers: ${movers?.join(' ') ?? 'as installed'})`;
}
