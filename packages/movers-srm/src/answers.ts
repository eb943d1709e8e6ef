import { type CommandOutcome, lastWords, MoverError } from '@panda-pilot/movers-core';

/** For a program that ended well and did not answer. */
export function unreadable(tool: string, file: URL, outcome: CommandOutcome): MoverError {
  const tail = lastWords(outcome);
  return new MoverError(`${tool}: no answer that can be read`, { kind: 'other', file: file.href, tail });
}
