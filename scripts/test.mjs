#!/usr/bin/env node
/** `npm test`: installs what is missing, builds, runs every test, and ends with `N passed, N failed, N skipped`. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, ensureInstalled, environment, root } from './toolchain.mjs';

ensureInstalled();
build();
const report = join(root, '.vitest-report.json');
rmSync(report, { force: true });
const result = spawnSync('vitest', ['run', ...process.argv.slice(2)], {
  cwd: root,
  env: environment,
  stdio: 'inherit',
});
const status = result.status ?? 1;
console.log(summary(report));
process.exit(status);

function summary(path) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(path, 'utf8'));
    return `${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests + numTodoTests} skipped`;
  } catch (error) {
    console.error(`the test run left no report: ${error.message}`);
    return '0 passed, 1 failed, 0 skipped';
  }
}
