import { kind, readText } from './field-kinds.ts';

/** Who must be who on the node: `uid` and `yes` run every payload under gLExec, `test` tries it and goes on without. */
export type GlexecPolicy = 'no' | 'yes' | 'uid' | 'test';

/** `False`, `True`, `uid`, `test` in any case. */
export const glexecPolicy = kind((value, wrong): GlexecPolicy => {
  const word = readText(value, wrong).toLowerCase();
  if (word === 'uid' || word === 'test') return word;
  if (['true', '1', 'yes'].includes(word)) return 'yes';
  return ['false', '0', 'no'].includes(word) ? 'no' : wrong('is none of False, True, uid, test');
});
