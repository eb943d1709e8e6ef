import { runInNewContext } from 'node:vm';
import { PilotError } from '@panda-pilot/core';

/** For all names of a work directory; a pattern that needs longer is one that never ends. */
const patienceMs = 1_000;

/**
 * Those of `names` that `pattern`, a regular expression of the job's, matches somewhere. Throws BAD_OUTPUT_FILE_NAME
 * for a pattern that is none, or that takes too long: whoever makes jobs must not make the pilot stand still.
 */
export function namesMatching(pattern: string, names: readonly string[]): readonly string[] {
  try {
    // Only a context of its own can be left in the middle of a match.
    const found: unknown = runInNewContext(
      'const matches = new RegExp(pattern); names.flatMap((name, index) => matches.test(name) ? [index] : [])',
      { pattern, names },
      { timeout: patienceMs },
    );
    return Array.isArray(found) ? found.flatMap((index: number) => names[index] ?? []) : [];
  } catch (error) {
    throw new PilotError('BAD_OUTPUT_FILE_NAME', `the pattern ${JSON.stringify(pattern)} cannot be matched`, {
      cause: error,
      details: { pattern },
    });
  }
}
