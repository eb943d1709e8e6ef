import { PilotError } from './pilot-error.ts';
import { findPilotError } from './pilot-errors.ts';

/** That `who`, as `the pilot`, was told to end by a signal: with the signal's own number, or 1200 where it has none. */
export function errorOfSignal(signal: string, who: string): PilotError {
  const name = findPilotError(signal)?.name;
  return name === undefined
    ? new PilotError('KILL_SIGNAL', `${who} was told to end by ${signal}`)
    : new PilotError(name, `${who} was told to end`);
}
