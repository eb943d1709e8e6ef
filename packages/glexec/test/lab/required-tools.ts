import { accessSync, constants } from 'node:fs';

const directories = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/** For `it.skipIf(toolsMissing('bwrap'))`: true where a program is not installed. In CI they all must be: there it throws. */
export function toolsMissing(...tools: readonly string[]): boolean {
  const missing = tools.filter((tool) => !directories.some((directory) => isExecutable(`${directory}/${tool}`)));
  if (missing.length === 0) return false;
  if (process.env['CI'] === 'true') throw new Error(`CI must have ${missing.join(', ')}`);
  return true;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not here
  }
}
