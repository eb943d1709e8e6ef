import { kind, readText } from './field-kinds.ts';
import { refuse } from './refusal.ts';

/**
 * Who must be who on the node: `uid` and `yes` want every payload under an account of its own, `test` wants it under
 * gLExec itself.
 */
export type GlexecPolicy = 'no' | 'yes' | 'uid' | 'test';

/** `False`, `True`, `uid`, `test` in any case. */
export const glexecPolicy = kind((value): GlexecPolicy => {
  const word = readText(value).toLowerCase();
  if (word === 'uid' || word === 'test') return word;
  if (['true', '1', 'yes'].includes(word)) return 'yes';
  return ['false', '0', 'no'].includes(word) ? 'no' : refuse('is none of False, True, uid, test');
});
