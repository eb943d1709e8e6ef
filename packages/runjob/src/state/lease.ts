import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { link, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** Who owns a directory. A pid alone would lie after a reboot, or once the kernel has used it again. */
const ownerSchema = z.object({
  host: z.string(),
  bootId: z.string(),
  pid: z.number().int(),
  /** Clock ticks from boot to the process's start: field 22 of /proc/PID/stat. */
  startTicks: z.number(),
});
export type LeaseOwner = z.infer<typeof ownerSchema>;

/** `free`: its owner is dead, or there never was one. `foreign`: another host's, which nobody here can judge. */
export type LeaseState =
  | { readonly kind: 'free' }
  | { readonly kind: 'held'; readonly owner: LeaseOwner }
  | { readonly kind: 'foreign'; readonly owner: LeaseOwner };

/** This process. */
export function thisOwner(): LeaseOwner {
  return { host: hostname(), bootId: bootId(), pid: process.pid, startTicks: startTicksOf(process.pid) ?? 0 };
}

/** Who holds `directory`. Never changes anything. */
export function readLease(directory: string): LeaseState {
  const latest = latestLease(directory);
  if (latest?.owner === undefined) return { kind: 'free' };
  const { owner } = latest;
  if (owner.host !== hostname()) return { kind: 'foreign', owner };
  return isAlive(owner) ? { kind: 'held', owner } : { kind: 'free' };
}

/**
 * Takes `directory` for this process; false when somebody alive, or another host, has it. Leases are numbered files, each the
 * successor of a dead one and made by link(2), which fails if the name exists: of two processes that saw the same dead owner exactly
 * one succeeds, and no half-written lease is ever seen.
 */
export async function takeLease(directory: string, owner: LeaseOwner = thisOwner()): Promise<boolean> {
  if (readLease(directory).kind !== 'free') return false;
  return succeed(directory, JSON.stringify(owner));
}

/** Gives up this process's hold of `directory`, or that of one that has ended, also towards other hosts: the next lease names nobody. */
export async function releaseLease(directory: string): Promise<void> {
  if (latestLease(directory)?.owner !== undefined) await succeed(directory, '{}');
}

async function succeed(directory: string, text: string): Promise<boolean> {
  const next = (latestLease(directory)?.number ?? -1) + 1;
  const temporary = join(directory, `lease.${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, text, { mode: 0o640 });
    await link(temporary, leasePath(directory, next));
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Whether the process that `owner` names still runs on this host. */
export function isAlive(owner: LeaseOwner): boolean {
  return owner.bootId === bootId() && startTicksOf(owner.pid) === owner.startTicks;
}

function latestLease(directory: string): { number: number; owner: LeaseOwner | undefined } | undefined {
  const numbers = readdirSync(directory).flatMap((name) => /^lease-(\d+)\.json$/.exec(name)?.[1] ?? []);
  if (numbers.length === 0) return undefined;
  const number = Math.max(...numbers.map(Number));
  return { number, owner: parseOwner(readFileSync(leasePath(directory, number), 'utf8')) };
}

function leasePath(directory: string, number: number): string {
  return join(directory, `lease-${number}.json`);
}

/** A lease that was given up, or that a full disk cut short, names nobody: its successor may be taken. */
function parseOwner(text: string): LeaseOwner | undefined {
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    return undefined; // not JSON, or not an owner: see above
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return ''; // no /proc: pids and start times must do
  }
}

/** Undefined when there is no such process, or only its zombie. */
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

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
