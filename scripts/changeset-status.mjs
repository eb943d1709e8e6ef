#!/usr/bin/env node
/** Every published package with a version of its own is told of in a changeset or in its CHANGELOG: fails when a changeset names no package of ours. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const known = new Set(
  readdirSync(join(root, 'packages')).map(
    (name) => JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')).name,
  ),
);
const files = readdirSync(join(root, '.changeset')).filter((name) => name.endsWith('.md') && name !== 'README.md');
const told = new Set();
const faults = [];
for (const file of files) {
  const front = /^---\n([\s\S]*?)\n---/.exec(readFileSync(join(root, '.changeset', file), 'utf8'))?.[1];
  if (front === undefined) faults.push(`${file}: no front matter`);
  for (const [, name] of (front ?? '').matchAll(/^['"]?([^'":]+)['"]?:\s*(?:patch|minor|major)\s*$/gm)) {
    if (known.has(name)) told.add(name);
    else faults.push(`${file}: ${name} is no package of ours`);
  }
}
const silent = [...known].filter((name) => !told.has(name) && versionOf(name) === '0.0.0');
for (const name of silent) faults.push(`${name} was never released and no changeset tells of it`);
console.log(faults.length === 0 ? `${files.length} changesets, ${told.size} packages` : faults.join('\n'));
process.exitCode = faults.length === 0 ? 0 : 1;

function versionOf(name) {
  return JSON.parse(readFileSync(join(root, 'packages', name.split('/')[1], 'package.json'), 'utf8')).version;
}
