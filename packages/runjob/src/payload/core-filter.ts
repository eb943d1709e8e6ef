import { readFileSync, writeFileSync } from 'node:fs';

/** Anonymous memory, shared and not, ELF headers and huge pages: what Linux dumps where nobody has chosen (core(5)). */
const systemsOwn = '0x33';

/**
 * Has the kernel dump the memory of process `pid`, and of what it will start, as it does by itself: ours is left out of core dumps, for it may hold
 * credentials, and a payload inherits that. Without a pid there is none; one of another account keeps it; so does one where the kernel has no such filter.
 */
export function allowCoreOf(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    if (Number.parseInt(readFileSync('/proc/self/coredump_filter', 'latin1'), 16) !== 0) return;
    writeFileSync(`/proc/${pid}/coredump_filter`, systemsOwn);
  } catch {
    // it has ended already, or belongs to somebody else
  }
}
