import { type CommandOutcome, lastWords, wordsIn } from '@panda-pilot/movers-core';

/**
 * What a run of `gfal-copy -r --from-file` complains of, source by source; undefined where it does not (util 1.8.0). It
 * goes through the list in order and names a file only when its copy begins, so a complaint is about the copy that began
 * last, or, when it is one of those that come before a copy, about the next source of the list. What the run did not get to
 * has its last words.
 */
export function complaintsOf(outcome: CommandOutcome, sources: readonly string[]): readonly (string | undefined)[] {
  const complaints = new Map<number, string>();
  let next = 0;
  for (const line of wordsIn(outcome.stdout)) {
    const source = /^Copying \d+ bytes (.*) => /.exec(line)?.[1];
    const begun = source === undefined ? -1 : sources.indexOf(source, next);
    if (begun >= 0) next = begun + 1;
    else if (line.startsWith('Skipping ')) complaints.set(next++, line);
    else if (beforeCopy.test(line)) complaints.set(next++, line);
    else if (line.startsWith('ERROR')) complaints.set(Math.max(0, next - 1), line);
  }
  const { ending } = outcome;
  if (ending.kind !== 'exited' || ending.exitCode !== 0)
    complaints.set(Math.max(0, next - 1), lastWords(outcome) || crash);
  const unreached = lastWords({ stdout: '', stderr: outcome.stderr }) || 'the batch ended before this file';
  return sources.map((_, index) => complaints.get(index) ?? (index < next ? undefined : unreached));
}

const beforeCopy =
  /^ERROR \(\d+\): (?:Could not stat the source|Destination .* exists and overwrite|Can not copy a directory)/;
const crash = 'gfal-copy ended before it was done';
