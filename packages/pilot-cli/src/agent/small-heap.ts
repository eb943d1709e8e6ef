import { setFlagsFromString } from 'node:v8';

/**
 * From now on V8 rather collects garbage than takes more memory: an agent has a few megabytes that it needs, and every megabyte beside them is the
 * payload's. To be called when most code is loaded, for V8 refuses code caches that were made under other flags.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--optimize-for-size');
  // By default the room for young objects doubles until it is 32 MB. V8 takes no factor below 2 when it starts, and asks for it each time.
  setFlagsFromString('--semi-space-growth-factor=1');
}
