import { setImmediate as turn } from 'node:timers/promises';

/** Long work gives the event loop a turn each time it has worked for so long. */
const longestSliceMs = 4;

/** Makes the function that long work awaits at every step: it returns at once until a slice of time is used up, then lets others work. */
export function createBreather(sliceMs = longestSliceMs): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < sliceMs) return undefined;
    return turn().then(() => void (since = performance.now()));
  };
}
