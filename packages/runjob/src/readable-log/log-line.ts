/** Who wrote a line; a `tool` is what copies files, or asks a storage or a catalogue. */
export type LogSource = 'pilot' | 'runjob' | 'tool' | 'payload';

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

/** How much a line of a log matters. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
