import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';

/** Who owns a directory. A pid alone would lie after a reboot, or once the kernel has used it again. */
export const ownerSchema = z.object({
  host: z.string(),
  /** Empty where there is no /proc. */
  bootId: z.string(),
  pid: z.number().int(),
  /** Clock ticks from boot to the process's start: field 22 of /proc/PID/stat; 0 where there is no /proc. */
  startTicks: z.number(),
});

/** A process, named such that no other one is taken for it. */
export type LeaseOwner = z.infer<typeof ownerSchema>;

/** This process. */
export function thisOwner(): LeaseOwner {
  return { host: hostname(), bootId: bootId(), pid: process.pid, startTicks: startTicksOf(process.pid) ?? 0 };
}

/** Whether the process that `owner` names still runs on this host. */
export function isAlive(owner: LeaseOwner): boolean {
  if (owner.bootId !== bootId()) return false;
  return existsSync('/proc/self/stat') ? startTicksOf(owner.pid) === owner.startTicks : exists(owner.pid);
}

/** Undefined when there is no such process, or only its zombie, or no /proc. */
export function startTicksOf(pid: number): number | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined; // it has ended
  }
  // The name in parentheses may hold blanks and parentheses itself: fields are counted after the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : Number(fields[19]);
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return ''; // no /proc: pids must do
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // alive, and somebody else's
  }
}
