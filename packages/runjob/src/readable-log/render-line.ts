import type { LogLevel, LogLine, LogSource } from './log-line.ts';

/** Longest text of a rendered line. */
const longestText = 2000;

/**
 * A line for people: `2026-11-22 21:16:40.188  runjob   4711  payload started pid=23`. A time that is not the line's
 * own ends in `~`. Control characters are shown as `�`, so that a payload cannot write over a terminal.
 */
export function renderLine({ at, exact, source, level, jobId, text }: LogLine): string {
  const time = new Date(at).toISOString().replace('T', ' ').slice(0, 23);
  const mark = level === 'error' ? 'ERROR: ' : level === 'warn' ? 'WARNING: ' : '';
  const shown = text
    .slice(0, longestText)
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, (character) => (character === '\t' ? ' ' : '�'));
  return `${time}${exact ? ' ' : '~'} ${source.padEnd(7)} ${String(jobId ?? '-').padStart(6)}  ${mark}${shown}`;
}

const rendered =
  /^(?<date>\d{4}-\d\d-\d\d) (?<time>[\d:.]{12})(?<mark>[ ~]) (?<source>pilot|runjob|tool|payload) +(?<job>-|\d+) {2}(?<level>ERROR: |WARNING: )?(?<text>.*)$/;

/** The line that was rendered, as far as that can be told; undefined for what is no such line. */
export function readRenderedLine(line: string): LogLine | undefined {
  const parts = rendered.exec(line)?.groups;
  const at = Date.parse(`${parts?.['date']}T${parts?.['time']}Z`);
  const source = sources.find((one) => one === parts?.['source']);
  if (parts === undefined || source === undefined || Number.isNaN(at)) return undefined;
  const { job = '-', level, mark, text = '' } = parts;
  return {
    at,
    exact: mark === ' ',
    source,
    level: levels.get(level ?? '') ?? 'info',
    ...(job === '-' ? {} : { jobId: Number(job) }),
    text,
  };
}

const sources: readonly LogSource[] = ['pilot', 'runjob', 'tool', 'payload'];
const levels: ReadonlyMap<string, LogLevel> = new Map([
  ['ERROR: ', 'error'],
  ['WARNING: ', 'warn'],
]);
