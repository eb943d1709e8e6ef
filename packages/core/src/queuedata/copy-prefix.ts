import { kind, readText } from './field-kinds.ts';
import { refuse } from './refusal.ts';

/** URLs that start with `from` are reached as `to`. An absent side: nothing is rewritten on that side (`dummy`). */
export interface PrefixPair {
  readonly from?: string;
  readonly to?: string;
}

/** What `copyprefix` says, pair by pair, in the order of the field. */
export type CopyPrefix = readonly PrefixPair[];

/** `from,from^to,to`; the word `dummy` stands for an empty side. */
export const copyPrefix = kind((value): CopyPrefix => {
  const sides = readText(value).split('^');
  if (sides.length === 1 && isDummy(sides[0])) return [];
  return sides.length === 2 ? pairPrefixes(sides[0], sides[1]) : refuse('has not exactly one ^');
});

/** Pairs two comma lists by position; an empty list pairs with any. One trailing `/` of each `from` is cut. */
export function pairPrefixes(from = '', to = ''): CopyPrefix {
  const froms = isDummy(from) ? [] : from.split(',');
  const tos = isDummy(to) ? [] : to.split(',');
  if (froms.length !== tos.length && froms.length > 0 && tos.length > 0) {
    return refuse(`pairs ${froms.length} prefixes with ${tos.length}`);
  }
  return Array.from({ length: Math.max(froms.length, tos.length) }, (_, index) =>
    prefixPair(froms[index], tos[index]),
  ).filter((pair) => pair.from !== undefined || pair.to !== undefined);
}

function prefixPair(from = '', to = ''): PrefixPair {
  return {
    ...(isDummy(from) ? {} : { from: from.trim().replace(/\/$/, '') }),
    ...(isDummy(to) ? {} : { to: to.trim() }),
  };
}

function isDummy(side = ''): boolean {
  return ['', 'dummy'].includes(side.trim());
}
