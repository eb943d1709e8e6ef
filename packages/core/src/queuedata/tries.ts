import { kind, readNumber } from './field-kinds.ts';
import { refuse } from './refusal.ts';

/** Tries of a transfer where the queue does not say. */
export const defaultTries = 2;

/** 1 to 3: more are cut, 0 is one. */
export const stageInTries = kind((value): number => {
  const tries = readNumber(value);
  return tries < 0 ? refuse('is negative') : Math.min(Math.max(Math.trunc(tries), 1), 3);
});

/** 1 to 9: anything else is the default. */
export const stageOutTries = kind((value): number => {
  const tries = Math.trunc(readNumber(value));
  return tries >= 1 && tries <= 9 ? tries : defaultTries;
});
