import type { LogLine } from '@panda-pilot/runjob';

/** The lines of a log that a page has room for, in their order. */
export interface BoundedLog {
  readonly lines: readonly LogLine[];
  /** Lines that were left out between the first and the last. */
  readonly omitted: number;
  /** Lines whose end was cut off. */
  readonly shortened: number;
}

/** How much of a log is kept. */
export interface LogBounds {
  readonly first: number;
  readonly last: number;
  /** Warnings and errors out of what lies between. */
  readonly warningsBetween: number;
  /** Characters of a line. */
  readonly longestLine: number;
}

const standardBounds: LogBounds = { first: 500, last: 3000, warningsBetween: 500, longestLine: 1000 };

/** Keeps the beginning, the end, and the warnings and errors between, in memory that does not grow with the log. */
export async function boundLog(log: AsyncIterable<LogLine>, bounds: LogBounds = standardBounds): Promise<BoundedLog> {
  const first: LogLine[] = [];
  const between: LogLine[] = [];
  const last: LogLine[] = [];
  let omitted = 0;
  let shortened = 0;
  const keepOrOmit = (lines: readonly LogLine[]): void => {
    for (const line of lines) {
      if (isWarning(line) && between.length < bounds.warningsBetween) between.push(line);
      else omitted += 1;
    }
  };
  for await (const line of log) {
    const fits = line.text.length <= bounds.longestLine;
    if (!fits) shortened += 1;
    const kept = fits ? line : { ...line, text: `${line.text.slice(0, bounds.longestLine)} …` };
    if (first.length < bounds.first) first.push(kept);
    else last.push(kept);
    // Now and then: to take the first of many away for every line would cost the square of their number.
    if (last.length >= 2 * bounds.last) keepOrOmit(last.splice(0, last.length - bounds.last));
  }
  keepOrOmit(last.splice(0, Math.max(0, last.length - bounds.last)));
  return { lines: [...first, ...between, ...last], omitted, shortened };
}

function isWarning({ level }: LogLine): boolean {
  return level === 'warn' || level === 'error';
}
