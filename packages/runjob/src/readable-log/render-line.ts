import type { LogLine } from './log-line.ts';

/** Longest text of a rendered line. */
const longestText = 2000;

/**
 * A line for people: `2026-11-22 21:16:40.188  runjob   4711  payload started pid=23`. A time that is not the line's own ends in `~`. Control characters are
 * shown as `�`, so that a payload cannot write over a terminal.
 */
export function renderLine({ at, exact, source, level, jobId, text }: LogLine): string {
  const time = new Date(at).toISOString().replace('T', ' ').slice(0, 23);
  const mark = level === 'error' ? 'ERROR: ' : level === 'warn' ? 'WARNING: ' : '';
  const shown = text
    .slice(0, longestText)
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, (character) => (character === '\t' ? ' ' : '�'));
  return `${time}${exact ? ' ' : '~'} ${source.padEnd(7)} ${String(jobId ?? '-').padStart(6)}  ${mark}${shown}`;
}
