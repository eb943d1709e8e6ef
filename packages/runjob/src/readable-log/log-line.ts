/** Who wrote a line. */
export type LogSource = 'pilot' | 'runjob' | 'payload';

/** One line of one of a job's logs, whatever file it stands in. */
export interface LogLine {
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  /** False for what carries no time of its own: `at` is when the file had grown to hold it. */
  readonly exact: boolean;
  readonly source: LogSource;
  readonly level: LogLevel;
  readonly jobId?: number;
  /** One line, secrets redacted. */
  readonly text: string;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** How a line names the file of the payload that it stands in: `out`, or `2.err` for the second of several steps. */
export function streamName(file: string): string {
  return file
    .replace(/^payload_?/, '')
    .replace(/^\./, '')
    .replace('std', '');
}
