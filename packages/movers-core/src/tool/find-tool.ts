import { access, constants, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Where `tool` is on `path` (colons between absolute directories), or the tool itself when it is an absolute path;
 * undefined: nowhere.
 */
export async function findTool(tool: string, path: string | undefined): Promise<string | undefined> {
  if (tool.includes('/')) return (await isProgram(tool)) ? tool : undefined;
  for (const directory of (path ?? '').split(':').filter((one) => one.startsWith('/'))) {
    const candidate = join(directory, tool);
    if (await isProgram(candidate)) return candidate;
  }
  return undefined;
}

/** The same for a row of `toolsets` in an environment. */
export async function locateTool(
  tool: string,
  environment: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const [, variable, below] = /^\$(\w+)(\/.*)$/.exec(tool) ?? [];
  if (variable === undefined) return findTool(tool, environment['PATH']);
  const directory = environment[variable];
  return directory === undefined ? undefined : findTool(`${directory}${below}`, undefined);
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false; // whatever keeps us from it keeps us from running it
  }
}
