/**
 * What every package logs to; a pino logger is one as it is. Data first, constant lower-case message second:
 * `logger.info({ lfn, sizeBytes, durationMs }, 'staged in')`.
 */
export interface Logger {
  debug(data: LogData, message: string): void;
  info(data: LogData, message: string): void;
  warn(data: LogData, message: string): void;
  error(data: LogData, message: string): void;
  /** Whether lines of this level go anywhere; absent where they may. Asked before what costs something to put together. */
  isLevelEnabled?(level: 'debug' | 'info' | 'warn' | 'error'): boolean;
  /** A logger that adds `bindings` to every line. */
  child(bindings: LogData): Logger;
}

/** The facts of a line of a log. */
export type LogData = Readonly<Record<string, unknown>>;

/** Says nothing. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  isLevelEnabled: () => false,
  child: () => silentLogger,
};
