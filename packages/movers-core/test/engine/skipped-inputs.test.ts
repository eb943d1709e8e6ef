import { PilotError } from '@panda-pilot/core';
import { expect, it } from 'vitest';
import { type MoverErrorKind, type StageInOutcome, stageInVerdict } from '../../src/index.ts';

const there: StageInOutcome = {
  kind: 'staged',
  lfn: 'there',
  path: '/work/there',
  mode: 'copied',
  sizeBytes: 1,
  verification: 'checksum',
  durationMs: 1,
  failedAttempts: [],
};
const failed = (lfn: string, ...kinds: readonly MoverErrorKind[]): StageInOutcome => ({
  kind: 'failed',
  lfn,
  error: new PilotError('SERVICE_NOT_AVAILABLE', lfn),
  failedAttempts: kinds.map((kind) => ({
    copytool: 'cp',
    url: 'file:///x',
    kind,
    message: kind,
    beganAt: 0,
    endedAt: 1,
  })),
  durationMs: 1,
});
const verdictOf = (isAnalysis: boolean, ...outcomes: readonly StageInOutcome[]): unknown => {
  const verdict = stageInVerdict(outcomes, { isAnalysis });
  return verdict.kind === 'go-on' ? verdict.skipped.map(({ lfn }) => lfn) : verdict.error.message;
};

it('lets a user’s job do without what is on tape, and no production job', () => {
  expect(verdictOf(true, there, failed('tape', 'offline', 'offline'))).toEqual(['tape']);
  expect(verdictOf(false, there, failed('tape', 'offline'))).toContain('tape');
  expect(verdictOf(false, there)).toEqual([]);
  expect(verdictOf(true, there, failed('user.code.lib.tgz', 'offline'))).toContain('lib.tgz');
});

it('fails for what did not come for another reason, or was refused before it was tried', () => {
  expect(verdictOf(true, there, failed('tape', 'offline'), failed('gone', 'offline', 'not-found'))).toContain('gone');
  expect(verdictOf(true, there, failed('refused'))).toContain('refused');
});

it('fails a job that would be left without inputs', () => {
  const verdict = stageInVerdict([failed('a', 'offline'), failed('b', 'offline')], { isAnalysis: true });
  expect(verdict).toMatchObject({ kind: 'failed', error: { errorName: 'NO_STAGED_FILES' } });
  expect(stageInVerdict([], { isAnalysis: true })).toEqual({ kind: 'go-on', skipped: [] });
});
