import { type CommandOutcome, hasCrashed, lastWords, MoverError } from '@panda-pilot/movers-core';

/** For a program that said nothing of `file` that can be read, whatever it says of how it ended. */
export function unreadable(tool: string, file: URL, outcome: CommandOutcome): MoverError {
  return unanswered(`${tool}: no answer that can be read`, file, outcome);
}

/** For what a program left open: `message` says what. One that crashed is worth asking once more. */
export function unanswered(message: string, { href: file }: URL, outcome: CommandOutcome): MoverError {
  const [tail, momentary] = [lastWords(outcome), hasCrashed(outcome.ending)];
  return new MoverError(message, { kind: 'other', file, tail, momentary });
}
