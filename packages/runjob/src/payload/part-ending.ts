import type { Job } from '@panda-pilot/core';
import type { CommandResult } from '@panda-pilot/timed-command';
import type { PayloadEnding } from '../state/journal.ts';
import type { PayloadPart } from './payload-parts.ts';

/** Whether a part is over with exit code 0. */
export function endedWell(ending: PayloadEnding): boolean {
  return ending.kind === 'exited' && ending.exitCode === 0;
}

/** What the command before the steps of a search for hyper-parameters ends with: no points, no more points, enough rounds. */
const noMorePoints: ReadonlySet<number> = new Set([160, 161, 162]);

/** Whether a part has said that there is nothing left to do for the steps: that is no failure. */
export function hasNoMoreToDo({ flags }: Pick<Job, 'flags'>, { kind }: PayloadPart, ending: PayloadEnding): boolean {
  return flags.isHpo && kind === 'preprocess' && ending.kind === 'exited' && noMorePoints.has(ending.exitCode);
}

/** How a command ended, as the journal keeps it. */
export function toJournal(ending: CommandResult['ending']): PayloadEnding {
  switch (ending.kind) {
    case 'exited':
    case 'signaled':
    case 'timed-out':
      return ending;
    case 'cancelled':
      return { kind: 'cancelled', forced: ending.forced };
    case 'not-started':
      return { kind: 'not-started', code: ending.code, which: ending.which, message: ending.message };
  }
}
