import { createHash, randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { isAlive, thisOwner } from './owner.ts';

/**
 * The end of a name that says which process made what is called so, and is never given twice: for what stands among the files of
 * others, where no lease can lie. At most 60 characters: letters, digits, dots and dashes.
 */
export function ownSuffix(): string {
  const { pid, startTicks } = thisOwner();
  const { host, boot } = here();
  return `.panda-${host}-${boot}-${pid}-${startTicks}-${randomBytes(3).toString('hex')}`;
}

/**
 * What became of the process that gave a name such an end: `foreign` is one of another host, or of a box with processes of its
 * own, which nobody here can judge. Undefined: the name has no such end. Whatever follows after a last dot is no part of it.
 */
export function makerOf(name: string): 'alive' | 'dead' | 'foreign' | undefined {
  const [, host, boot, pid, startTicks] = suffixPattern.exec(name) ?? [];
  if (pid === undefined || startTicks === undefined) return undefined;
  const own = here();
  if (host !== own.host) return 'foreign';
  const maker = { ...thisOwner(), pid: Number(pid), startTicks: Number(startTicks) };
  return boot === own.boot && isAlive(maker) ? 'alive' : 'dead';
}

const suffixPattern = /\.panda-([0-9a-f]{8})-([0-9a-f]{8})-(\d{1,10})-(\d{1,15})-[0-9a-f]{6}(?:\.[a-z]+)?$/;

/** The host as its processes are counted, and the time since it was started. */
function here(): { readonly host: string; readonly boot: string } {
  const { host, bootId } = thisOwner();
  return { host: short(`${host} ${processNamespace()}`), boot: short(bootId) };
}

function short(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return ''; // no /proc
  }
}
