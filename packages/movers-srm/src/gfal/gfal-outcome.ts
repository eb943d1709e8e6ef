import { type CommandOutcome, type MoverError, type OutcomeTable, toolError, wordsIn } from '@panda-pilot/movers-core';
import { srmOutcomes } from '../srm-outcomes.ts';

/**
 * What a program of gfal2 complains of, without its own name; undefined: nothing. A copy that fails in its Python ends
 * well and says so in a traceback (util 1.8.0).
 */
export function complaintIn({ stdout, stderr }: Pick<CommandOutcome, 'stdout' | 'stderr'>): string | undefined {
  const said = wordsIn(stderr);
  const failed = said
    .map((line) => /^gfal-\S+ error: (\d+ \(.*\) - .*)$/.exec(line)?.[1])
    .find((one) => one !== undefined);
  const late = said.find((line) => /^Command timed out|^gfal-\S+: error: /.test(line));
  const thrown = wordsIn(stdout).find((line) => line.startsWith('ERROR: '));
  const traceback = said.some((line) => line.startsWith('Traceback ')) ? said.at(-1) : undefined;
  return failed ?? late ?? thrown ?? traceback;
}

/** Why a program of gfal2 did not do what it was asked to. */
export function gfalError(
  outcome: CommandOutcome,
  {
    tool,
    file,
    complaint = complaintIn(outcome),
  }: { readonly tool: string; readonly file: string; readonly complaint?: string | undefined },
): MoverError {
  return toolError(outcome, { tool, file, complaint }, gfalOutcomes);
}

/** What `5 (…)` and `ERROR (5)` mean, and an exit code where nothing is said. */
const errnos: OutcomeTable['exitCodes'] = {
  13: 'denied',
  16: 'offline',
  17: 'exists',
  20: 'not-found',
  21: 'unsupported',
  28: 'no-space',
  30: 'read-only',
  38: 'unsupported',
  52: 'denied',
  53: 'unsupported',
  70: 'network',
  84: 'checksum-mismatch',
  93: 'unsupported',
  95: 'unsupported',
  104: 'network',
  110: 'timed-out',
  111: 'network',
  112: 'network',
  113: 'network',
};

/**
 * These two are errnos only where the program says so: Python ends with 1 for whatever it trips over, and with 2 for
 * words that it does not know.
 */
const toldErrnos: OutcomeTable['exitCodes'] = { 1: 'denied', 2: 'not-found' };

/** Words first, since errno is told apart less finely than what they say. */
export const gfalOutcomes: OutcomeTable = {
  rows: [
    { says: /No module named/, kind: 'tool-missing', seen: 'gfal2-util 1.8.0, a Python without gfal2' },
    { says: /^gfal-\S+: error: /, kind: 'unsupported', seen: 'gfal2-util 1.8.0, an option that it does not know' },
    { says: /CHECKSUM MISMATCH|CheckSum error/, kind: 'checksum-mismatch', seen: 'gfal-copy 1.8.0 by gsiftp, root' },
    { says: /GetSpaceTokens/, kind: 'unsupported', seen: 'gfal2 2.21.3, unknown space token' },
    { says: /checksum calculation .* not supported/, kind: 'unsupported', seen: 'gfal2 2.21.3 by davs' },
    ...srmOutcomes,
  ],
  // 127: the shell that launches it found no Python.
  exitCodes: { ...errnos, 127: 'tool-missing' },
  byNumber: (complaint) => {
    const [, single, batch] = /^(?:(\d+) \(|ERROR \((\d+)\))/.exec(complaint) ?? [];
    const errno = single ?? batch;
    return errno === undefined ? undefined : { ...errnos, ...toldErrnos }[Number(errno)];
  },
};
