import { describe, expect, it } from 'vitest';
import { endedWell, hasNoMoreToDo, toJournal } from '../../src/payload/part-ending.ts';
import { payloadParts } from '../../src/payload/payload-parts.ts';
import { jobFixture } from '../job-fixture.ts';

describe('the end of a part', () => {
  it('is good with exit code 0 alone', () => {
    expect(endedWell({ kind: 'exited', exitCode: 0 })).toBe(true);
    expect(endedWell({ kind: 'exited', exitCode: 255 })).toBe(false);
    expect(endedWell({ kind: 'signaled', signal: 'SIGTERM' })).toBe(false);
  });

  it('is kept in the journal without what only this process knows', () => {
    expect(toJournal({ kind: 'exited', exitCode: 3 })).toEqual({ kind: 'exited', exitCode: 3 });
    expect(toJournal({ kind: 'cancelled', forced: true, reason: new Error('x') })).toEqual({
      kind: 'cancelled',
      forced: true,
    });
  });

  it('says that there are no more points only in a search, before its steps', () => {
    const [part] = payloadParts(jobFixture());
    if (part === undefined) throw new Error('no part');
    const before = { ...part, kind: 'preprocess' } as const;
    const search = jobFixture({ isHPO: 'True' });
    for (const exitCode of [160, 161, 162]) {
      expect(hasNoMoreToDo(search, before, { kind: 'exited', exitCode })).toBe(true);
      expect(hasNoMoreToDo(search, part, { kind: 'exited', exitCode })).toBe(false);
      expect(hasNoMoreToDo(jobFixture(), before, { kind: 'exited', exitCode })).toBe(false);
    }
    expect(hasNoMoreToDo(search, before, { kind: 'exited', exitCode: 163 })).toBe(false);
  });
});
