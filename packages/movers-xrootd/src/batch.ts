import type { CommandOutcome, Receipt } from '@panda-pilot/movers-core';
import { groupsOf, type Stored } from './groups.ts';
import { urlOf } from './url.ts';
import { failureOf, jobFailuresIn, type PrintedReceipt, receiptsIn } from './xrdcp-outcome.ts';

/** What a file of a batch came to. */
export type Settled = PromiseSettledResult<Receipt>;

/** How the files of one direction are moved. */
export interface Way<Request, File extends Stored> {
  /** Rejects for what is not worth a try. */
  look(request: Request): Promise<File>;
  /** Where from and where to, which a group shares, and the name, which each file has to itself. */
  together(file: File): readonly [string, string, string];
  one(file: File): Promise<Receipt>;
  many(files: readonly File[]): Promise<readonly Settled[]>;
}

/**
 * Settles all requests, in their order: in groups that one process can move, and one by one what cannot go with others. A
 * group that fails as a whole fails each of its files.
 */
export async function inGroups<Request, File extends Stored>(
  requests: readonly Request[],
  way: Way<Request, File>,
): Promise<readonly Settled[]> {
  const looked = await Promise.allSettled(requests.map((request) => way.look(request)));
  const settled = new Map<File, Settled>();
  const files = looked.flatMap((found) => (found.status === 'fulfilled' ? [found.value] : []));
  for (const group of groupsOf(files, (file) => way.together(file))) {
    const [first] = group;
    const alone = group.length === 1 && first !== undefined;
    const outcomes = await (alone ? Promise.allSettled([way.one(first)]) : settle(way.many(group), group.length));
    group.forEach((file, index) => settled.set(file, outcomes[index] ?? unsettled));
  }
  return looked.map((found) => (found.status === 'rejected' ? found : (settled.get(found.value) ?? unsettled)));
}

async function settle(many: Promise<readonly Settled[]>, length: number): Promise<readonly Settled[]> {
  try {
    return await many;
  } catch (reason) {
    return Array.from({ length }, () => ({ status: 'rejected', reason }));
  }
}

const unsettled: Settled = {
  status: 'rejected',
  reason: new TypeError('a batch settled fewer files than it was given'),
};

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
