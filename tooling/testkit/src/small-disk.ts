import { execFileSync } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { onlyAsRoot } from './only-as-root.ts';

/** Mounts a file system with room for 1 MiB, for everybody, on a directory that is there, until the test ends. */
export async function mountSmallDisk(directory: string): Promise<void> {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=0777', 'panda-test', directory]);
  // At once, though a server may still have a file of it open.
  onTestFinished(() => void execFileSync('umount', ['-l', directory]));
}

/** For a suite that takes what the machine lends itself to: empty for a user who may mount nothing. */
export function smallDisks(): { readonly mountSmall?: typeof mountSmallDisk } {
  return onlyAsRoot() ? {} : { mountSmall: mountSmallDisk };
}
