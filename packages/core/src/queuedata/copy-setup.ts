import { pairPrefixes, type PrefixPair } from './copy-prefix.ts';
import { flagIn, isAbsent, kind, readText } from './field-kinds.ts';
import { refuse } from './refusal.ts';

/** What `copysetup` says: which script to source for the copy tool, and whether files are opened in place. */
export interface CopySetup {
  /** Script to source; absent: none. */
  readonly setup?: string;
  /** How a SURL becomes the URL that a payload opens. */
  readonly prefixes: readonly PrefixPair[];
  readonly useFileStager: boolean;
  readonly directIn: boolean;
}

/**
 * `setup`, `setup^useFileStager^directIn`, `setup^oldPrefix^newPrefix^useFileStager^directIn`, or the latter with one more
 * boolean, which stands for both. Lists of prefixes switch both off. With three carets nobody can tell which part is
 * missing: a setup that is empty keeps its caret.
 */
export const copySetup = kind((value): CopySetup => {
  const [setup = '', ...parts] = readText(value).split('^');
  return { ...(isAbsent(setup) ? {} : { setup: setup.trim() }), ...readAccess(parts) };
});

function readAccess(parts: readonly string[]): Omit<CopySetup, 'setup'> {
  switch (parts.length) {
    case 0:
      return { prefixes: [], useFileStager: false, directIn: false };
    case 2:
      return { prefixes: [], ...readModes(parts[0], parts[1]) };
    case 4:
      return readPrefixed(parts, readModes(parts[2], parts[3]));
    case 5:
      return readPrefixed(parts, readModes(parts[4], parts[4]));
    default:
      return refuse(`has ${parts.length} carets: 0, 2, 4 or 5 can be read (an empty setup keeps its caret)`);
  }
}

type Modes = Pick<CopySetup, 'useFileStager' | 'directIn'>;

function readPrefixed(parts: readonly string[], modes: Modes): Omit<CopySetup, 'setup'> {
  const prefixes = pairPrefixes(parts[0], parts[1]);
  return prefixes.length > 1 ? { prefixes, useFileStager: false, directIn: false } : { prefixes, ...modes };
}

function readModes(useFileStager?: string, directIn?: string): Modes {
  return { useFileStager: readMode(useFileStager), directIn: readMode(directIn) };
}

function readMode(word = ''): boolean {
  if (isAbsent(word)) return false;
  return flagIn(word) ?? refuse('has a part that is neither true nor false');
}
