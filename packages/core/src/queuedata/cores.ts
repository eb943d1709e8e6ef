import { kind, readNumber } from './field-kinds.ts';
import { refuse } from './refusal.ts';

/** A number of cores; -1: all that the node has. */
export const cores = kind((value): number | 'node' => {
  const number = readNumber(value);
  if (number === -1) return 'node';
  return Number.isInteger(number) && number > 0 ? number : refuse('is not a number of cores (-1: all of the node)');
});
