import { opendir } from 'node:fs/promises';
import { ConfigError } from '../config/config-error.ts';
import { troubleWith } from './trouble-with.ts';

/**
 * Rejects with a ConfigError that says why nothing can be seen in `directory`: what is not there, or shut, is not the
 * same as empty.
 */
export async function lookInto(directory: string): Promise<void> {
  try {
    await (await opendir(directory)).close();
  } catch (error) {
    throw new ConfigError(
      [`${directory} ${troubleWith(error, 'read')}`],
      'Name another directory, or let this account read it.',
    );
  }
}
