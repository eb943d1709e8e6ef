import { setImmediate as turn } from 'node:timers/promises';

/** Long work gives the event loop a turn each time it has worked for so long. */
const longestSliceMs = 4;

let since = performance.now();
let lastTurn: Promise<void> = Promise.resolve();

/**
 * To be awaited by long work at every step: returns at once until a slice of time is used up, whoever has used it, then
 * lets others work. Of several that wait only one goes on in each turn of the event loop.
 */
export function breathe(): Promise<void> | undefined {
  if (performance.now() - since < longestSliceMs) return undefined;
  lastTurn = lastTurn.then(() => turn()).then(() => void (since = performance.now()));
  return lastTurn;
}
