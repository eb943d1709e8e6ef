import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
// @ts-expect-error the scripts are plain JavaScript: they must run before anything is installed
import { edges as drawn } from '../../../scripts/edges.mjs';

const root = join(import.meta.dirname, '../../..');
const edges = drawn as Record<string, { readonly ours: readonly string[]; readonly theirs: readonly string[] }>;
const packages = readdirSync(join(root, 'packages')).filter((name) =>
  existsSync(join(root, 'packages', name, 'package.json')),
);

describe('the graph of packages', () => {
  it('has a place on the plan for every package, and a package for every place', () => {
    expect(packages.toSorted()).toEqual(Object.keys(edges).toSorted());
  });

  it.each(packages)('%s depends on exactly what the plan allows', (name) => {
    const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>;
    };
    const dependencies = Object.keys(manifest.dependencies ?? {});
    const ours = dependencies
      .filter((one) => one.startsWith('@panda-pilot/'))
      .map((one) => one.slice('@panda-pilot/'.length));
    const theirs = dependencies.filter((one) => !one.startsWith('@panda-pilot/'));
    expect({ ours: ours.toSorted(), theirs: theirs.toSorted() }).toEqual({
      ours: edges[name]?.ours.toSorted(),
      theirs: edges[name]?.theirs.toSorted(),
    });
  });
});
