import { pilotErrorEntry } from '@panda-pilot/core';
import type { PilotEnd } from '../pilot-end.ts';

/**
 * The numbers that wrappers of pilot 3, and Harvester behind them, act upon: 64 to 83 as the table of errors has them, 1 for an error
 * without a number. A failed job is 0, for the server knows of it; no job is 82, which wrappers turn into success. 2 is never given:
 * Harvester takes it for a pilot that the wrapper had to kill.
 */
export function pilot3ExitCodeOf(end: PilotEnd): number {
  switch (end.kind) {
    case 'done':
    case 'job-failed':
      return 0;
    case 'refused':
      return pilotErrorEntry(end.errorName).shell;
    case 'no-job':
      return pilotErrorEntry('NO_JOBS_IN_PANDA').shell;
    case 'limit':
      return pilotErrorEntry('REACHED_MAX_TIME').shell;
    case 'undelivered':
    case 'no-server':
      return pilotErrorEntry('COMMUNICATION_FAILURE').shell;
    case 'usage':
      return pilotErrorEntry('GENERAL_ERROR').shell;
    case 'bug':
      return pilotErrorEntry('UNKNOWN_EXCEPTION').shell;
  }
}
