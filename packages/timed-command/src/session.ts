import { chooseMarking, serialsPerSession, type Mark, type Marking } from './mark.ts';
import { FifoPool } from './fifo-pool.ts';
import { signalGroup } from './signals.ts';
import { ProcessTable } from './process-table.ts';
import { startWatchdog, type Watchdog } from './watchdog.ts';

/** What the commands of one Node process share. It comes into being with the first command. */
export interface Session {
  readonly marking: Marking;
  readonly table: ProcessTable;
  readonly watchdog: Watchdog;
  readonly fifos: FifoPool;
  /** A mark for one command. */
  newMark(fate: 'dies-with-us' | 'outlives-us'): Mark;
}

/** Groups to be killed when this process leaves while they run; kept here because the exit handler has one chance, synchronously. */
export const mortalGroups = new Set<number>();

let marking: Marking | undefined;
let table: ProcessTable | undefined;
let keeper: { watchdog: Watchdog; fifos: FifoPool } | undefined;
let serial = 0;

/** The session of this process, opened when needed. A watchdog that somebody killed is replaced. Throws when no temporary directory can be made. */
export function currentSession(): Session {
  marking ??= chooseMarking();
  table ??= new ProcessTable(marking);
  if (keeper?.watchdog.alive !== true) {
    if (keeper === undefined) process.once('exit', tidyUp);
    keeper?.watchdog.dismiss();
    const watchdog = startWatchdog(marking);
    keeper = { watchdog, fifos: new FifoPool(watchdog) };
  }
  const { session } = marking;
  const newMark = (fate: 'dies-with-us' | 'outlives-us'): Mark => ({
    session: fate === 'dies-with-us' ? session : session + 1,
    serial: (serial = (serial + 1) % serialsPerSession),
  });
  return { marking, table, ...keeper, newMark };
}

/** With nothing left to guard the watchdog goes first: a supervisor above us would count it as left behind. */
function tidyUp(): void {
  for (const group of mortalGroups) signalGroup(group, 'SIGKILL');
  if (mortalGroups.size === 0) keeper?.watchdog.dismiss();
}
