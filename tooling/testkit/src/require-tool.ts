import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * For `it.skipIf(needsTool('voms-proxy-info'))`: false when the tool is on the PATH. Without it the test is skipped on
 * a laptop; in CI, and wherever REQUIRE_TOOLS (a comma list) names the tool, it throws instead: a test that nobody runs
 * proves nothing.
 */
export function needsTool(...names: readonly string[]): boolean {
  const missing = names.filter((name) => !isOnPath(name));
  if (missing.length === 0) return false;
  const required = (process.env['REQUIRE_TOOLS'] ?? '').split(',').map((name) => name.trim());
  const demanded = missing.filter((name) => process.env['CI'] === 'true' || required.includes(name));
  if (demanded.length > 0) throw new Error(`these tools must be installed for the tests: ${demanded.join(', ')}`);
  return true;
}

function isOnPath(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((directory) => isExecutable(join(directory, name)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // absent, or out of reach
  }
}
