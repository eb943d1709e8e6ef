#!/usr/bin/env node
/**
 * Writes the half of every package.json and tsconfig.json that is the same everywhere (--write), or fails on drift (--check).
 * A package's own half: name, version, description, keywords, bin, exports, dependencies, bundleScript.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const write = process.argv.includes('--write');
const drifted = [];

for (const name of readdirSync(join(root, 'packages'))) {
  const folder = join(root, 'packages', name);
  if (!existsSync(join(folder, 'package.json'))) continue;
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  settle(join(folder, 'package.json'), uniformManifest(name, manifest));
  settle(join(folder, 'tsconfig.json'), tsconfig(manifest));
}

if (drifted.length > 0) {
  console.error(`not uniform (pnpm uniform mends it):\n  ${drifted.join('\n  ')}`);
  process.exitCode = 1;
}

function uniformManifest(name, own) {
  const bundles = own.scripts?.bundle !== undefined;
  return prune({
    name: `@panda-pilot/${name}`,
    version: own.version ?? '0.0.0',
    description: own.description,
    keywords: own.keywords,
    license: 'Apache-2.0',
    repository: prune({ type: 'git', url: repository?.url, directory: `packages/${name}` }),
    bin: own.bin,
    files: ['dist', '!dist/**/*.tsbuildinfo'],
    type: 'module',
    sideEffects: false,
    exports: own.exports ?? { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    publishConfig: { access: 'public', provenance: true },
    scripts: prune({
      build: bundles ? 'tsc -b && pnpm run bundle' : 'tsc -b',
      bundle: own.scripts?.bundle,
      test: `vitest run --root ../.. --project=${name} --project=${name}:*`,
      lint: 'oxlint --type-aware --config ../../.oxlintrc.json .',
      check: 'publint --strict && attw --pack . --profile esm-only',
    }),
    dependencies: sorted(own.dependencies),
    devDependencies: sorted(own.devDependencies),
    peerDependencies: sorted(own.peerDependencies),
    peerDependenciesMeta: sorted(own.peerDependenciesMeta),
    engines: { node: '>=20.19' },
  });
}

function tsconfig(manifest) {
  const ours = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
    .filter((dependency) => dependency.startsWith('@panda-pilot/'))
    .map((dependency) => dependency.slice('@panda-pilot/'.length))
    .filter((dependency) => existsSync(join(root, 'packages', dependency)))
    .sort();
  return {
    extends: '../../tooling/tsconfig/base.json',
    compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
    include: ['src'],
    references: ours.map((dependency) => ({ path: `../${dependency}` })),
  };
}

function settle(path, wanted) {
  const present = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (present !== '' && JSON.stringify(JSON.parse(present)) === JSON.stringify(wanted)) return;
  if (write) writeFileSync(path, `${JSON.stringify(wanted, null, 2)}\n`);
  else drifted.push(path.slice(root.length + 1));
}

function prune(record) {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

function sorted(record) {
  if (record === undefined || Object.keys(record).length === 0) return undefined;
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
