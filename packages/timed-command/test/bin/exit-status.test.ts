import { expect, it } from 'vitest';
import type { CommandResult } from '../../src/index.ts';
import { departureFor } from '../../src/bin/exit-status.ts';

type Told = Pick<CommandResult, 'ending' | 'exit'>;
const timedOut = { kind: 'timed-out', forced: false } as const;
const missing = { kind: 'not-started', code: 'ENOENT', which: 'file', message: '' } as const;

it.each<[string, Told, boolean, object]>([
  ['its own code', { ending: { kind: 'exited', exitCode: 3 }, exit: undefined }, false, { exitCode: 3 }],
  [
    'its own signal',
    { ending: { kind: 'signaled', signal: 'SIGSEGV' }, exit: undefined },
    false,
    { signal: 'SIGSEGV' },
  ],
  ['124 at the limit', { ending: timedOut, exit: { kind: 'signaled', signal: 'SIGTERM' } }, false, { exitCode: 124 }],
  [
    '124 at the limit when it ended itself',
    { ending: timedOut, exit: { kind: 'exited', exitCode: 7 } },
    false,
    { exitCode: 124 },
  ],
  [
    '143 at the limit, preserved',
    { ending: timedOut, exit: { kind: 'signaled', signal: 'SIGTERM' } },
    true,
    { exitCode: 143 },
  ],
  ['7 at the limit, preserved', { ending: timedOut, exit: { kind: 'exited', exitCode: 7 } }, true, { exitCode: 7 }],
  [
    '137 when it had to be killed',
    { ending: { kind: 'timed-out', forced: true }, exit: { kind: 'signaled', signal: 'SIGKILL' } },
    false,
    { exitCode: 137 },
  ],
  [
    '137 when it could not be killed',
    { ending: { kind: 'timed-out', forced: true }, exit: undefined },
    false,
    { exitCode: 137 },
  ],
  ['124 at a limit before it ran', { ending: timedOut, exit: undefined }, false, { exitCode: 124 }],
  ['127 for a missing file', { ending: missing, exit: undefined }, false, { exitCode: 127 }],
  [
    '126 for a file that cannot run',
    { ending: { ...missing, code: 'EACCES' }, exit: undefined },
    false,
    { exitCode: 126 },
  ],
  [
    '126 for arguments too large',
    { ending: { ...missing, code: 'E2BIG', which: 'arguments' }, exit: undefined },
    false,
    { exitCode: 126 },
  ],
  [
    '125 when the system refuses',
    { ending: { ...missing, code: 'EAGAIN', which: 'system' }, exit: undefined },
    false,
    { exitCode: 125 },
  ],
])('ends with %s', (_title, told, preserveStatus, wanted) => {
  expect(departureFor(told, { preserveStatus, killSignal: 'SIGTERM' })).toEqual(wanted);
});

it('ends with 137 at a limit before it ran, when SIGKILL was the signal for it', () => {
  const told = { ending: timedOut, exit: undefined };
  expect(departureFor(told, { preserveStatus: false, killSignal: 'SIGKILL' })).toEqual({ exitCode: 137 });
});
