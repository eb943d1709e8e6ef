import { opendir } from 'node:fs/promises';
import { ConfigError } from './config/config-error.ts';

/** Rejects with a ConfigError that says why nothing can be seen in `directory`: what is not there, or shut, is not the same as empty. */
export async function lookInto(directory: string): Promise<void> {
  try {
    await (await opendir(directory)).close();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new ConfigError(
      [`${directory} ${reasons[code] ?? `cannot be read: ${code}`}`],
      'Name another directory, or let this account read it.',
    );
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is no directory',
  EACCES: 'may not be read by this account',
};
