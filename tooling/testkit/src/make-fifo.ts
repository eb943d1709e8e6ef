import { execFileSync } from 'node:child_process';

/** Makes a FIFO at `path`, which Node itself cannot; whoever opens it carelessly hangs. */
export function makeFifo(path: string): void {
  execFileSync('/usr/bin/mkfifo', [path]);
}
