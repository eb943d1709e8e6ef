import type { JobStep } from '@panda-pilot/core';

/** What a step wants of ATLAS software, as homepackage and release name it. */
export interface AtlasSoftware {
  /** Such as `17.0.1`; `master` and the like for nightlies. */
  readonly release: string;
  /** Such as `AtlasProduction` or `Athena`; absent where the release itself is wanted. */
  readonly project?: string;
  /** The version of the project, such as `17.0.1.2`; for nightlies `rel_3` or a date. */
  readonly cache?: string;
  readonly nightly: boolean;
}

/**
 * Reads `AtlasProduction/17.0.1.2`, `Athena/24.0.12`, `AnalysisTransforms-AthAnalysis_21.2.5`,
 * `AnalysisTransforms-rel_3` and plain `AnalysisTransforms` with `Atlas-17.0.1`. Undefined for a step whose release is
 * not one of ATLAS's: it wants none.
 */
export function atlasSoftware({ homepackage = '', release = '' }: JobStep): AtlasSoftware | undefined {
  const wanted = /^Atlas-(.+)$/.exec(release)?.[1];
  if (wanted === undefined) return undefined;
  const [project, cache] = projectAndCache(homepackage);
  return {
    release: wanted,
    ...(project === undefined ? {} : { project }),
    ...(cache === undefined ? {} : { cache }),
    nightly: isNightly(cache ?? '') || !/^\d/.test(wanted),
  };
}

function projectAndCache(homepackage: string): readonly (string | undefined)[] {
  const named = homepackage.replace(/^AnalysisTransforms-?/, '');
  if (named === '') return [];
  const [project, cache] = named.includes('/')
    ? split(named, '/')
    : isNightly(named)
      ? [undefined, named]
      : split(named, '_');
  return [project, cache];
}

/** At the first separator: what follows may have more of them, as `rel_3` has. */
function split(text: string, separator: string): readonly (string | undefined)[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function isNightly(version: string): boolean {
  return /^(?:rel_\d|\d{4}-\d\d-\d\d)/.test(version);
}

/** Compares versions by number: 9.0 is older than 16.1.0. What is no number, a nightly, is newer than all. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) =>
    text.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : Infinity)),
  );
  for (let at = 0; at < Math.max(a?.length ?? 0, b?.length ?? 0); at += 1) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
