import { randomUUID } from 'node:crypto';
import { closeSync, constants, openSync, readFileSync, readdirSync } from 'node:fs';
import { link, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type LeaseOwner, isAlive, ownerSchema, thisOwner } from './owner.ts';

/** `free`: its owner is dead, or there never was one. `foreign`: another host's, which nobody here can judge. */
export type LeaseState =
  | { readonly kind: 'free' }
  | { readonly kind: 'held'; readonly owner: LeaseOwner }
  | { readonly kind: 'foreign'; readonly owner: LeaseOwner };

/** Who holds `directory`. Never changes anything. Throws the file system's error for what is no directory, or cannot be read. */
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

/**
 * Gives up this process's hold of `directory`, or that of one that has ended, also towards other hosts: the next lease
 * names nobody.
 */
export async function releaseLease(directory: string): Promise<void> {
  if (latestLease(directory)?.owner !== undefined) await succeed(directory, '{}');
}

/** Whether a directory that has a file of this name has, or had, an owner. */
export function isLeaseName(name: string): boolean {
  return numberOf(name) !== undefined;
}

/**
 * A process that was stopped between its look and its link finds its number taken, unless so many have owned the
 * directory meanwhile.
 */
const remembered = 16;

async function succeed(directory: string, text: string): Promise<boolean> {
  const next = (latestLease(directory)?.number ?? -1) + 1;
  const temporary = join(directory, `lease.${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, text, { mode: 0o640 });
    await link(temporary, leasePath(directory, next));
    await rm(leasePath(directory, next - remembered), { force: true });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

function latestLease(directory: string): { number: number; owner: LeaseOwner | undefined } | undefined {
  const numbers = readdirSync(directory).flatMap((name) => numberOf(name) ?? []);
  if (numbers.length === 0) return undefined;
  const number = Math.max(...numbers);
  return { number, owner: parseOwner(read(leasePath(directory, number))) };
}

/** A FIFO under the name of a lease is as empty as one that was cut short: nobody waits for its writer. */
function read(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function numberOf(name: string): number | undefined {
  const digits = /^lease-(\d+)\.json$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
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

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
