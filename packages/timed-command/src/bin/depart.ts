import { spawnSync } from 'node:child_process';
import type { Departure } from './exit-status.ts';
import { signalNumber } from './parse-signal.ts';

/** Ends this process as the command has ended: with its exit code, or by its signal, so that the batch system sees it. */
export function depart(departure: Departure): void {
  if ('exitCode' in departure) {
    process.exitCode = departure.exitCode;
    return;
  }
  const { signal } = departure;
  process.exitCode = 128 + signalNumber(signal);
  // The core would be ours, not the command's. prlimit(1) is of util-linux; without it there may be a core file too many.
  if (coreSignals.has(signal)) spawnSync('prlimit', ['--pid', String(process.pid), '--core=0'], { stdio: 'ignore' });
  if (keptByNode.has(signal)) process.on(signal, nothing).off(signal, nothing);
  process.kill(process.pid, signal);
}

/** Node ignores the one and opens its debugger by the other. Who has listened to a signal, and listens no more, dies of it. */
const keptByNode = new Set<NodeJS.Signals>(['SIGPIPE', 'SIGUSR1']);

function nothing(): void {
  // never called: nobody sends the signal meanwhile
}

const coreSignals = new Set<NodeJS.Signals>([
  'SIGQUIT',
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGSEGV',
  'SIGXCPU',
  'SIGXFSZ',
  'SIGSYS',
]);
