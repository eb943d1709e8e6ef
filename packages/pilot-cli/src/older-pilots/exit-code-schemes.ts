import { exitCodeOf } from '../exit-codes.ts';
import { pilot3ExitCodeOf } from './exit-codes-pilot3.ts';
import type { PilotEnd } from '../pilot-end.ts';
import type { Settings } from '../config/settings.ts';

/** Whose numbers the process ends with. */
export type ExitCodeScheme = Settings['exitCodes'];

/** The number that tells of `end` in `scheme`. Pure. */
export function exitCodeIn(scheme: ExitCodeScheme, end: PilotEnd): number {
  return scheme === 'own' ? exitCodeOf(end) : pilot3ExitCodeOf(end);
}
