import { expect, it } from 'vitest';
import { describeEnding, type Ending } from '../src/ending.ts';

it.each<[Ending, string]>([
  [{ kind: 'exited', exitCode: 0 }, 'succeeded'],
  [{ kind: 'exited', exitCode: 3 }, 'failed with exit code 3'],
  [{ kind: 'signaled', signal: 'SIGSEGV' }, 'was killed by SIGSEGV'],
  [{ kind: 'timed-out', forced: false }, 'timed out'],
  [{ kind: 'timed-out', forced: true }, 'timed out and had to be killed'],
  [{ kind: 'cancelled', forced: false, reason: undefined }, 'was cancelled'],
  [{ kind: 'cancelled', forced: false, reason: 'enough' }, 'was cancelled: enough'],
  [
    { kind: 'cancelled', forced: true, reason: new Error('disk full') },
    'was cancelled: disk full and had to be killed',
  ],
  [
    { kind: 'not-started', code: 'ENOENT', which: 'file', message: 'x: no such file' },
    'could not be started: x: no such file (ENOENT)',
  ],
])('describes %j', (ending, sentence) => {
  expect(describeEnding(ending)).toBe(sentence);
});
