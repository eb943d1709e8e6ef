import type { CommandOutcome } from '../contract/mover-tools.ts';

/** Whether a program says that it did what it was asked to: it came to its own end, with exit code 0. */
export function endedWell({ ending }: Pick<CommandOutcome, 'ending'>): boolean {
  return ending.kind === 'exited' && ending.exitCode === 0;
}
