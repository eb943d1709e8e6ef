#!/usr/bin/env node
/**
 * `pnpm check`: what a change must satisfy before it is worth the slow suites (`npm test`), in about a minute. Runs every step, then says
 * which failed.
 */
import { spawnSync } from 'node:child_process';
import { ensureInstalled, environment, root } from './toolchain.mjs';

const steps = [
  ['format', 'oxfmt', ['--check', '.']],
  ['uniform packages', 'node', ['scripts/uniform.mjs', '--check']],
  ['compile', 'turbo', ['run', 'build', '--output-logs=errors-only']],
  ['compile tests', 'tsc', ['-p', 'tsconfig.json']],
  ['lint', 'oxlint', ['--type-aware', '--deny-warnings']],
  ['docs/errors.md', 'node', ['scripts/errors-doc.mjs', '--check']],
  ['README.md, settings.md', 'node', ['scripts/readme.mjs', '--check']],
  ['dead code', 'knip', ['--no-config-hints']],
  ['package truth', 'turbo', ['run', 'check', '--output-logs=errors-only']],
  ['unit tests', 'vitest', ['run', '--reporter=dot', '--project=!*:integration']],
  ['changesets', 'node', ['scripts/changeset-status.mjs']],
];

ensureInstalled();
const failed = steps.filter(([title, file, args]) => !passes(title, file, args)).map(([title]) => title);
console.log(failed.length === 0 ? 'check: all good' : `check: failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

function passes(title, file, args) {
  const startedAt = performance.now();
  const result = spawnSync(file, args, { cwd: root, env: environment, encoding: 'utf8', maxBuffer: 1 << 28 });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${result.status === 0 ? 'ok  ' : 'FAIL'} ${title} (${seconds} s)`);
  if (result.status !== 0) console.log(`${result.stdout}${result.stderr}`.trimEnd().split('\n').slice(-80).join('\n'));
  return result.status === 0;
}
