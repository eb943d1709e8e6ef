import { PilotError } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { failedReport } from '../../src/job/failed-report.ts';
import { finalUpdate } from '../../src/job/final-update.ts';

const error = new PilotError('CONVERSION_FAILURE', 'attemptNr: not a whole number');
const context = { updateFacts: { siteName: 'Q', node: 'wn1', pilotId: 'p' } };

describe('the report of a job that cannot be run', () => {
  it.each([
    [3, 3],
    ['3', 3],
    ['3.0', 3],
    [0, 0],
    ['first', undefined],
    ['', undefined],
    [null, undefined],
    [-1, undefined],
    [1.5, undefined],
    [[3], undefined],
    [undefined, undefined],
  ])(
    'of attempt %j is one of attempt %j: the server takes an update of none, and overlooks one of another',
    (attemptNr, attempt) => {
      const report = failedReport({ PandaID: 7, attemptNr }, error);
      expect(report).toMatchObject({ pandaId: 7, state: 'failed', error: { code: error.code } });
      expect(report.attemptNumber).toBe(attempt);
      expect('attemptNumber' in finalUpdate(report, { context })).toBe(attempt !== undefined);
    },
  );

  it('is the error itself where nobody knows whose job it is', () => {
    expect(() => failedReport({ attemptNr: 1 }, error)).toThrow(error);
  });
});
