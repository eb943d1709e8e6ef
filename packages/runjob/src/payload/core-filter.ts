import { readFileSync, writeFileSync } from 'node:fs';
import type { RunningCommand } from '@panda-pilot/timed-command';

/** Anonymous memory, shared and not, ELF headers and huge pages: what Linux dumps where nobody has chosen (core(5)). */
const systemsOwn = '0x33';
/** Much longer than a program takes to become another one. */
const secondLookMs = 100;

/**
 * Has the kernel dump the memory of `command`, and of what it will start, as it does by itself: ours is left out of
 * core dumps, for it may hold credentials, and a payload inherits that. One of another account keeps it; so does one
 * where the kernel has no such filter. A program that is just becoming another one (`exec`) has its copy of the filter
 * already, and what is written then is lost: hence the second look.
 */
export async function allowCoreOf(command: Pick<RunningCommand, 'started' | 'result'>): Promise<void> {
  const pid = await command.started;
  if (pid === undefined || !isShut('self')) return;
  open(pid);
  const secondLook = setTimeout(() => open(pid), secondLookMs);
  const noMore = (): void => clearTimeout(secondLook);
  await command.result.then(noMore, noMore);
}

/** A filter that the payload has chosen itself stays. */
function open(pid: number): void {
  if (!isShut(pid)) return;
  try {
    writeFileSync(`/proc/${pid}/coredump_filter`, systemsOwn);
  } catch {
    // it has ended already, or belongs to somebody else
  }
}

function isShut(pid: number | 'self'): boolean {
  try {
    return Number.parseInt(readFileSync(`/proc/${pid}/coredump_filter`, 'latin1'), 16) === 0;
  } catch {
    return false;
  }
}
