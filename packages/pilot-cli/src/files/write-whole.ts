import { rename, rm, writeFile } from 'node:fs/promises';
import { ConfigError } from '../config/config-error.ts';
import { troubleWith } from './trouble-with.ts';

/**
 * Writes a file for whoever called us: it gets its name when it is whole. Rejects with a ConfigError that says why it
 * cannot be written; what was there before stays then.
 */
export async function writeWhole(path: string, content: string): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    await writeFile(part, content);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw unwritable(path, error);
  }
}

/** What is told of a path that was given to be written to. */
export function unwritable(path: string, error: unknown): ConfigError {
  return new ConfigError(
    [`${path} ${troubleWith(error, 'written')}`],
    'Name another place, or let this account write there.',
  );
}
