import { pairPrefixes, type PrefixPair } from './copy-prefix.ts';
import { isAbsent, kind, readFlag, readText, type Wrong } from './field-kinds.ts';

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
export const copySetup = kind((value, wrong): CopySetup => {
  const [setup = '', ...parts] = readText(value, wrong).split('^');
  return { ...(isAbsent(setup) ? {} : { setup: setup.trim() }), ...readAccess(parts, wrong) };
});

function readAccess(parts: readonly string[], wrong: Wrong): Omit<CopySetup, 'setup'> {
  switch (parts.length) {
    case 0:
      return { prefixes: [], useFileStager: false, directIn: false };
    case 2:
      return { prefixes: [], ...readModes(parts[0], parts[1], wrong) };
    case 4:
      return readPrefixed(parts, readModes(parts[2], parts[3], wrong), wrong);
    case 5:
      return readPrefixed(parts, readModes(parts[4], parts[4], wrong), wrong);
    default:
      return wrong(`has ${parts.length} carets: 0, 2, 4 or 5 can be read (an empty setup keeps its caret)`);
  }
}

type Modes = Pick<CopySetup, 'useFileStager' | 'directIn'>;

function readPrefixed(parts: readonly string[], modes: Modes, wrong: Wrong): Omit<CopySetup, 'setup'> {
  const prefixes = pairPrefixes(parts[0], parts[1], wrong);
  return prefixes.length > 1 ? { prefixes, useFileStager: false, directIn: false } : { prefixes, ...modes };
}

function readModes(useFileStager: unknown, directIn: unknown, wrong: Wrong): Modes {
  return { useFileStager: readMode(useFileStager, wrong), directIn: readMode(directIn, wrong) };
}

function readMode(word: unknown, wrong: Wrong): boolean {
  return !isAbsent(word) && readFlag(word, (problem) => wrong(`has a part that ${problem}`));
}
