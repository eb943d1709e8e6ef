import type { LogData, Logger } from '@panda-pilot/core';
import type { Clock } from './clock.ts';

/** A logger that writes one JSON object a line: level, time, message, then the data. */
export function jsonLogger(write: (line: string) => void, clock: Clock, bindings: LogData = {}): Logger {
  const at =
    (level: string) =>
    (data: LogData, message: string): void =>
      write(`${JSON.stringify({ level, time: clock().toISOString(), msg: message, ...bindings, ...data })}\n`);
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (more) => jsonLogger(write, clock, { ...bindings, ...more }),
  };
}
