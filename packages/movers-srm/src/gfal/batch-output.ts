import { type CommandOutcome, endedWell, wordsIn } from '@panda-pilot/movers-core';

/**
 * What became of one source: `done`; `begun` when the run crashed during its copy, or right after it; `open` when it
 * never said of one; else what gfal-copy complains of.
 */
export type BatchVerdict = 'done' | 'begun' | 'open' | { readonly complaint: string };

/**
 * What a run of `gfal-copy -r --from-file` made of each source (util 1.8.0). It goes through the list in order and names a
 * file only when its copy begins, so a complaint is about the copy that began last, or, when it is one of those that come
 * before a copy, about the next source of the list.
 */
export function verdictsIn(outcome: CommandOutcome, sources: readonly string[]): readonly BatchVerdict[] {
  const complaints = new Map<number, string>();
  let next = 0;
  for (const line of wordsIn(outcome.stdout)) {
    const source = /^Copying \d+ bytes (.*) => /.exec(line)?.[1];
    const begun = source === undefined ? -1 : sources.indexOf(source, next);
    if (begun >= 0) next = begun + 1;
    else if (line.startsWith('Skipping ') || beforeCopy.test(line)) complaints.set(next++, line);
    else if (line.startsWith('ERROR')) complaints.set(Math.max(0, next - 1), line);
  }
  // The copy that began last may have been in its middle when the program crashed.
  const begun = endedWell(outcome) ? undefined : next - 1;
  return sources.map((_, index) => {
    const complaint = complaints.get(index);
    if (complaint !== undefined) return { complaint };
    if (index >= next) return 'open';
    return index === begun ? 'begun' : 'done';
  });
}

const beforeCopy =
  /^ERROR \(\d+\): (?:Could not stat the source|Destination .* exists and overwrite|Can not copy a directory)/;
