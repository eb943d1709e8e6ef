import type { CommandOutcome } from '@panda-pilot/movers-core';
import type { Stored } from './shape.ts';
import { urlOf } from './url.ts';
import { failureOf, jobFailuresIn, type PrintedReceipt, receiptsIn } from './xrdcp-outcome.ts';

/** What xrdcp says of one file of a batch. */
export type Verdict = { readonly printed: PrintedReceipt } | { readonly error: Error };

/** A file of a batch, and the local path by which xrdcp prints its receipt. */
export interface Member extends Stored {
  readonly path: string;
}

/**
 * What became of each file. Only a printed receipt is success: a run with several sources goes on after a failure, and its
 * exit code is that of any of them (5.5.3). `recursive`: the failures are numbered as xrdcp came upon the files, so only
 * servers that name the path tell which file they are about.
 */
export function verdictsOf(
  outcome: CommandOutcome,
  members: readonly Member[],
  { recursive }: { readonly recursive: boolean },
): readonly Verdict[] {
  const printed = new Map(receiptsIn(outcome).map((receipt) => [receipt.place, receipt]));
  const failures = jobFailuresIn(outcome);
  return members.map(({ place, path }, index) => {
    const receipt = printed.get(path);
    if (receipt !== undefined) return { printed: receipt };
    const named = [...failures.values()].find((text) => text.includes(` ${place.path};`));
    const complaint = recursive ? named : (failures.get(index + 1) ?? named);
    const words = complaint === undefined ? {} : { complaint };
    return { error: failureOf(outcome, { tool: 'xrdcp', file: urlOf(place), ...words }) };
  });
}
