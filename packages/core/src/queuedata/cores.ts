import { kind, readNumber } from './field-kinds.ts';

/** A number of cores; -1: all that the node has. */
export const cores = kind((value, wrong): number | 'node' => {
  const number = readNumber(value, wrong);
  if (number === -1) return 'node';
  return Number.isInteger(number) && number > 0 ? number : wrong('is not a number of cores (-1: all of the node)');
});
