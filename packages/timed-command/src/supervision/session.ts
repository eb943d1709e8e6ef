import { chooseMarking, serialsPerSession, type Mark, type Marking } from '../processes/mark.ts';
import { FifoPool } from '../streams/fifo-pool.ts';
import { send } from '../processes/signals.ts';
import { ProcessTable } from '../processes/process-table.ts';
import { startWatchdog, type Watchdog } from '../spawning/watchdog.ts';

/** What the commands of one Node process share. It comes into being with the first command. */
export interface Session {
  readonly marking: Marking;
  readonly table: ProcessTable;
  readonly watchdog: Watchdog;
  readonly fifos: FifoPool;
  /** A mark for one command. */
  newMark(fate: 'dies-with-us' | 'outlives-us'): Mark;
}

/**
 * Whom to kill when this process leaves while they run, as kill(2) takes it: groups have a minus. The exit handler has
 * one chance, synchronously.
 */
export const mortals = new Set<number>();

let marking: Marking | undefined;
let table: ProcessTable | undefined;
let keeper: { watchdog: Watchdog; fifos: FifoPool } | undefined;
let serial = 0;

/**
 * The session of this process, opened when needed. A watchdog that somebody killed is replaced. Throws when no
 * temporary directory can be made.
 */
export function currentSession(): Session {
  marking ??= chooseMarking();
  table ??= new ProcessTable(marking);
  if (keeper?.watchdog.alive !== true) {
    if (keeper === undefined) process.once('exit', tidyUp);
    keeper?.watchdog.dismiss();
    const watchdog = startWatchdog(marking, replaceSoon);
    keeper = { watchdog, fifos: new FifoPool(watchdog) };
  }
  const { session } = marking;
  const newMark = (fate: 'dies-with-us' | 'outlives-us'): Mark => ({
    session: fate === 'dies-with-us' ? session : session + 1,
    serial: (serial = (serial + 1) % serialsPerSession),
  });
  return { marking, table, ...keeper, newMark };
}

/** While commands run, they are guarded: the process limit that kills a watchdog (its `sh` cannot fork) passes. */
function replaceSoon(): void {
  setTimeout(() => {
    if (mortals.size > 0) currentSession();
  }, 1000).unref();
}

/** With nothing left to guard the watchdog goes first: a supervisor above us would count it as left behind. */
function tidyUp(): void {
  for (const target of mortals) send(target, 'SIGKILL');
  if (mortals.size === 0) keeper?.watchdog.dismiss();
}
