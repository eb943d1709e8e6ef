import type { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';

/**
 * Says what is wrong with a setting's value as it was given, in words that a person can use; undefined for what its
 * schema says better. Pure.
 */
export function mistakeIn(issue: z.core.$ZodRawIssue, value: unknown): string | undefined {
  // What was made a number of is lost when it is none.
  const given = `"${String(Number.isNaN(issue.input) ? value : issue.input)}"`;
  switch (issue.code) {
    case 'invalid_type':
      if (issue.expected === 'number') return `${given} is no number`;
      return issue.expected === 'int' ? `${given} is no whole number` : undefined;
    case 'invalid_value':
      return `${given} is none of ${issue.values.join(', ')}${meant(issue.input, issue.values.map(String))}`;
    case 'too_small':
      if (issue.origin === 'string') return 'is empty';
      return `${given} is too small: it must be ${issue.inclusive === true ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      return `${given} is too large: it must be ${issue.inclusive === true ? 'at most' : 'less than'} ${issue.maximum}`;
    case 'invalid_format':
      return issue.format === 'url' ? `${given} is no URL` : undefined;
    default:
      return undefined;
  }
}

function meant(input: unknown, known: readonly string[]): string {
  const word = didYouMean(String(input), known);
  return word === undefined ? '' : `; did you mean ${word}?`;
}
