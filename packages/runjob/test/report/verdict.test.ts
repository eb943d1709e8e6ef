import { PilotError } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { couldNotStore } from '../../src/report/store-or-hold.ts';
import { createVerdict, type Verdict } from '../../src/report/verdict.ts';

function verdictAfter(mayHold: boolean, ...errors: readonly PilotError[]): Verdict {
  const verdict = createVerdict(undefined, () => undefined);
  for (const error of errors) couldNotStore({ assignment: { settings: { mayHold } }, verdict }, error);
  return verdict;
}

describe('a file that could not be stored', () => {
  const full = new PilotError('STAGE_OUT_FAILED', 'first');
  const late = new PilotError('SIGTERM');

  it('holds the job where a later pilot goes on, by its first reason', () => {
    expect(verdictAfter(true, full, late)).toMatchObject({ holding: { code: full.code }, failure: undefined });
    expect(verdictAfter(true, late).holding?.code).toBe(late.code);
  });

  it('fails it where none does, and for what no time mends', () => {
    expect(verdictAfter(false, full)).toMatchObject({ failure: { code: full.code }, holding: undefined });
    expect(verdictAfter(true, new PilotError('PANDA_KILL')).failure?.code).toBe(1144);
    expect(verdictAfter(true, new PilotError('FILE_EXISTS')).failure).toBeDefined();
  });

  it('is no reason to hold a job that has failed, before or after', () => {
    const missing = new PilotError('MISSING_OUTPUT_FILE');
    const after = verdictAfter(true, full);
    after.fail(missing);
    expect(after).toMatchObject({ failure: { code: 1165 }, holding: undefined });
  });
});
