import type { LogLevel, LogLine } from './log-line.ts';

const shape =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3})([ ~]) (pilot|runjob|payload) +(-|\d{1,15}) {2}(?:(ERROR|WARNING): )?(.*)$/;

/** Reads a line that `renderLine` has made, as they stand in a log tarball's `pilotlog.txt`; undefined for anything else. */
export function parseRenderedLine(line: string): LogLine | undefined {
  const [, time = '', mark, source, job = '', level, text = ''] = shape.exec(line) ?? [];
  const at = Date.parse(`${time.replace(' ', 'T')}Z`);
  if (Number.isNaN(at) || (source !== 'pilot' && source !== 'runjob' && source !== 'payload')) return undefined;
  return {
    at,
    exact: mark === ' ',
    source,
    level: levels.get(level) ?? 'info',
    ...(job === '-' ? {} : { jobId: Number(job) }),
    text,
  };
}

const levels = new Map<string | undefined, LogLevel>([
  ['ERROR', 'error'],
  ['WARNING', 'warn'],
]);
