import { describe, expect, it } from 'vitest';
import { Problems } from '../../src/job-description/problems.ts';
import { PilotError } from '../../src/pilot-error.ts';

describe('Problems', () => {
  it('throws nothing when there are none', () => {
    expect(() => new Problems().throwIfAny()).not.toThrow();
  });

  it('has the name of the first and the sentences of all', () => {
    const problems = new Problems();
    problems.add('NOT_SAME_LENGTH', 'fsize', 'one');
    problems.add('LFN_TOO_LONG', 'inFiles', 'two');
    problems.add('LFN_TOO_LONG', 'inFiles', 'three');
    expect(() => problems.throwIfAny()).toThrow(
      new PilotError('NOT_SAME_LENGTH', 'fsize: one; inFiles: two; inFiles: three', {
        hint: 'For whoever made the job (the user, or the production system): correct the named fields and submit it again',
        details: { problems: 3 },
      }),
    );
    expect([problems.concern('inFiles'), problems.concern('GUID')]).toEqual([true, false]);
  });

  it('counts what it does not show', () => {
    const problems = new Problems();
    for (let index = 1; index <= 1_000; index++) problems.add('NOT_SAME_LENGTH', 'fsize', String(index));
    expect(() => problems.throwIfAny()).toThrow(/fsize: 1; .*fsize: 20; and 980 more$/);
  });
});
