import { type CommandOutcome, hasCrashed, lastWords, MoverError } from '@panda-pilot/movers-core';

/** For a program that did not answer, whatever it says of how it ended. */
export function unreadable(tool: string, file: URL, outcome: CommandOutcome): MoverError {
  const tail = lastWords(outcome);
  const momentary = hasCrashed(outcome.ending);
  return new MoverError(`${tool}: no answer that can be read`, { kind: 'other', file: file.href, tail, momentary });
}
