import { expect, it } from 'vitest';
import { glexecRefusal } from '../../src/identity/glexec-refusal.ts';

it.each([
  [126, false, 'could not execute the command'],
  [127, false, 'did not find the command'],
  [201, false, 'refused the call'],
  [202, true, 'has an internal error'],
  [203, true, 'did not authorise the call'],
  [204, false, 'one of its own codes'],
  [0, false, 'succeeded'],
  [17, false, 'failed with exit code 17'],
])('explains exit code %i', (exitCode, passing, words) => {
  const refusal = glexecRefusal({ kind: 'exited', exitCode }, 'shell noise\n[gLExec]:  the reason');
  expect(refusal.passing).toBe(passing);
  expect(refusal.error).toMatchObject({ errorName: 'GLEXEC_FAILED', code: 1226, details: { exitCode } });
  expect(refusal.error.message).toContain(words);
  expect(refusal.error.message).toContain('[gLExec]:  the reason');
  expect(refusal.error.message).not.toContain('noise');
});

it('names the signal that killed it, and the last words of somebody else', () => {
  const { error, passing } = glexecRefusal({ kind: 'signaled', signal: 'SIGKILL' }, 'one\ntwo\n');
  expect(error.message).toContain('was killed by SIGKILL: two');
  expect(passing).toBe(false);
});
