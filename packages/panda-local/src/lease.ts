import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** The right to be the only server on a directory, until `release`. */
export interface Lease {
  release(): void;
}

const holderSchema = z.object({
  host: z.string(),
  pid: z.int(),
  /** Clock ticks after boot (field 22 of `/proc/<pid>/stat`); null where there is no /proc. */
  startTime: z.string().nullable(),
  bootId: z.string().nullable(),
});
type Holder = z.infer<typeof holderSchema>;

/**
 * Takes the lease of a directory; that of a holder who died is taken over. Throws when its holder lives, or when it is held
 * on another host, where nobody here can tell.
 */
export function takeLease(directory: string): Lease {
  const path = join(directory, 'lease.json');
  const mine = JSON.stringify(myself());
  for (let attempt = 0; attempt < 10; attempt++) {
    if (place(path, mine)) return { release: () => release(path, mine) };
    evictDead(path, directory);
  }
  throw new Error(`cannot take the lease of ${directory}: it keeps changing hands`);
}

/** A link appears whole or not at all, and never over another. */
function place(path: string, content: string): boolean {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    return false;
  } finally {
    unlinkSync(draft);
  }
}

function evictDead(path: string, directory: string): void {
  const seen = readIfPresent(path);
  if (seen === undefined) return;
  refuseIfAlive(seen, directory);
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    return; // another starter was faster
  }
  const moved = readFileSync(aside, 'utf8');
  // Between the look and the move another starter may have replaced the dead lease by its own: that one goes back.
  if (moved !== seen) place(path, moved);
  unlinkSync(aside);
}

function refuseIfAlive(content: string, directory: string): void {
  const holder = parseHolder(content);
  if (holder === undefined) return;
  const here = myself();
  if (holder.host !== here.host) {
    throw new Error(
      `${directory} is held by a server on ${holder.host} (pid ${holder.pid}): remove lease.json if it is gone`,
    );
  }
  const sameBoot = holder.bootId === here.bootId;
  if (sameBoot && isRunning(holder.pid) && startTimeOf(holder.pid) === holder.startTime) {
    throw new Error(`${directory} is in use by another panda-local (pid ${holder.pid})`);
  }
}

function release(path: string, mine: string): void {
  if (readIfPresent(path) === mine) rmSync(path, { force: true });
}

function myself(): Holder {
  return {
    host: hostname(),
    pid: process.pid,
    startTime: startTimeOf(process.pid),
    bootId: readIfPresent('/proc/sys/kernel/random/boot_id')?.trim() ?? null,
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM'); // alive, and somebody else's
  }
}

/** null for a zombie too: it holds nothing any more. */
function startTimeOf(pid: number): string | null {
  const stat = readIfPresent(`/proc/${pid}/stat`);
  // The command in parentheses may hold blanks and parentheses: fields are counted after the last one.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return fields[0] === 'Z' ? null : (fields[19] ?? null);
}

function parseHolder(content: string): Holder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(content)).data;
  } catch {
    return undefined; // an empty or broken lease is what a crashed machine leaves: nobody's
  }
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ESRCH')) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
