import type { MoverErrorKind } from './mover-error.ts';
import type { PilotErrorName } from './pilot-error.ts';
import type { Direction } from './staging.ts';

/** What the server is told when a mover's answer is final. */
export function pilotErrorFor(phase: Direction, kind: MoverErrorKind): PilotErrorName {
  throw new TypeError(`pilotErrorFor: ${phase} ${kind}`);
}
