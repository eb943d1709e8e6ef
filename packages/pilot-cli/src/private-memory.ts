import { writeFileSync } from 'node:fs';

/**
 * Keeps what is in the memory of this process, and of all that it starts, out of core dumps: the pilot's credential,
 * and the user's secrets. A limit on the size of cores would not do, for where the kernel pipes them to a program it
 * asks for none. Payloads get the system's own choice back (runjob's `core-filter.ts`). Where the kernel has no such
 * filter nothing is done.
 */
export function keepMemoryOutOfCores(): void {
  try {
    writeFileSync('/proc/self/coredump_filter', '0');
  } catch {
    // built without it, or a /proc that is not ours to write to
  }
}
