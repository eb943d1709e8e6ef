import { MoverError, type MoverErrorKind } from '../contract/mover-error.ts';
import type { CommandOutcome } from '../contract/mover-tools.ts';
import { hasCrashed } from './has-crashed.ts';
import { lastWords, wordsIn } from './last-words.ts';

/** How the words and exit codes of a program are read. A mover's table holds what a client is known to say, and nothing else. */
export interface OutcomeTable {
  /** The first row that fits decides. */
  readonly rows: readonly OutcomeRow[];
  /** Exit codes that mean one thing, where no word is known. */
  readonly exitCodes: Readonly<Record<number, MoverErrorKind>>;
  /** What a complaint means by a number in it, where no row fits. */
  readonly byNumber?: (complaint: string) => MoverErrorKind | undefined;
}

/** Words of a program, and what they mean. */
export interface OutcomeRow {
  readonly says: RegExp;
  readonly kind: MoverErrorKind;
  /** It may be said to anybody at any time: whoever asks again at once is most likely answered. */
  readonly momentary?: true;
  /**
   * Clients that say so: those with a version were run; of those `of 2011` and the like nobody here knows more than
   * documentation and other pilots say.
   */
  readonly seen: string;
}

/** What a program failed at. */
export interface ToolFailure {
  readonly tool: string;
  /** URL or local path. */
  readonly file: string;
  /** The words that are about this file; all of the program's last words when left out. */
  readonly complaint?: string | undefined;
}

/**
 * Why a program did not do what it was asked to: kind by the table, one line of its own words, and its last ones. One that crashed
 * without words that the table knows has said nothing: the error is `momentary`.
 */
export function toolError(
  outcome: Pick<CommandOutcome, 'ending' | 'stdout' | 'stderr'>,
  { tool, file, complaint }: ToolFailure,
  table: OutcomeTable,
): MoverError {
  const { ending } = outcome;
  const tail = lastWords(outcome);
  const exitCode = ending.kind === 'exited' ? ending.exitCode : undefined;
  const meaning = complaint ?? tail;
  const kind = outcomeKind(table, meaning, exitCode);
  const momentary = rowFor(table, meaning)?.momentary ?? (kind === 'other' && hasCrashed(ending));
  const how = ending.kind === 'signaled' ? `was killed by ${ending.signal}` : `exit code ${exitCode}`;
  return new MoverError(`${tool}: ${complaint ?? wordsIn(tail).at(-1) ?? how}`, {
    kind,
    file,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(tail === '' ? {} : { tail }),
    ...(momentary ? { momentary } : {}),
  });
}

/** What a complaint means: by its words, else by the number in it, else by the exit code. */
export function outcomeKind(table: OutcomeTable, complaint: string, exitCode?: number): MoverErrorKind {
  const { exitCodes, byNumber } = table;
  return rowFor(table, complaint)?.kind ?? byNumber?.(complaint) ?? exitCodes[exitCode ?? 0] ?? 'other';
}

function rowFor({ rows }: OutcomeTable, complaint: string): OutcomeRow | undefined {
  return rows.find(({ says }) => says.test(complaint));
}
