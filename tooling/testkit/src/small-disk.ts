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

/**
 * The same for a suite against a real server, which has a user of its own where root starts it. PANDA_LARGE_FILES=true moves files of
 * more than 2 GiB as well.
 */
export function serverExtremes(server: () => { signal(name: NodeJS.Signals): unknown }): ServerExtremes {
  return {
    ...smallDisks(),
    guarded: !onlyAsRoot(),
    large: process.env['PANDA_LARGE_FILES'] === 'true',
    async stall() {
      server().signal('SIGSTOP');
      return () => void server().signal('SIGCONT');
    },
  };
}

export interface ServerExtremes {
  readonly mountSmall?: typeof mountSmallDisk;
  readonly guarded: boolean;
  readonly large: boolean;
  /** Resolves to what lets the server go on. */
  readonly stall: () => Promise<() => void>;
}
