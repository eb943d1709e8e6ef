import { PilotError } from '@panda-pilot/core';
import { PandaServerError } from '@panda-pilot/panda-client';
import { describe, expect, it } from 'vitest';
import type { AgentResult } from '../src/agent/agent.ts';
import { ConfigError } from '../src/config/config-error.ts';
import { exitCodeIn } from '../src/older-pilots/exit-code-schemes.ts';
import { type PilotEnd, endOf, endOfFailure } from '../src/pilot-end.ts';

const nothing: AgentResult = { finish: { kind: 'enough' }, jobs: [], recovered: [], undelivered: 0 };
const good = { pandaId: 1, state: 'finished' } as const;
const credentialEnds = { kind: 'credential-ends', error: new PilotError('PROXY_TOO_SHORT') } as const;
const bad = { pandaId: 2, state: 'failed' } as const;

function serverError(kind: PandaServerError['kind'], serverMessage = ''): PandaServerError {
  return new PandaServerError('it failed', { kind, method: 'acquire_jobs', serverMessage, retryable: false });
}

const cases: readonly (readonly [what: string, end: PilotEnd, own: number, pilot3: number])[] = [
  ['all is well', endOf({ ...nothing, jobs: [good] }), 0, 0],
  ['a job failed', endOf({ ...nothing, jobs: [good, bad] }), 5, 0],
  ['a recovered job failed', endOf({ ...nothing, recovered: [bad] }), 5, 0],
  ['there was no job', endOf({ ...nothing, finish: { kind: 'no-job' } }), 7, 82],
  ['there was no further job', endOf({ ...nothing, finish: { kind: 'no-job' }, jobs: [good] }), 0, 0],
  ['time was over', endOf({ ...nothing, finish: { kind: 'time-is-over' }, jobs: [bad] }), 6, 81],
  ['an update is owed', endOf({ ...nothing, jobs: [bad], undelivered: 1 }), 4, 79],
  ['the server is down', endOf({ ...nothing, finish: { kind: 'failed', error: serverError('timed-out') } }), 4, 79],
  ['the server denies', endOf({ ...nothing, finish: { kind: 'failed', error: serverError('denied') } }), 3, 68],
  [
    'the proxy has expired',
    endOf({ ...nothing, finish: { kind: 'failed', error: serverError('denied', 'expired') } }),
    3,
    68,
  ],
  [
    'there is no such method',
    endOf({ ...nothing, finish: { kind: 'failed', error: serverError('unknown-method') } }),
    3,
    79,
  ],
  [
    'the work directory is gone',
    endOf({ ...nothing, finish: { kind: 'failed', error: new PilotError('FILE_HANDLING_FAILURE') } }),
    3,
    1,
  ],
  ['asking shows a bug of ours', endOf({ ...nothing, finish: { kind: 'failed', error: new TypeError('x') } }), 1, 70],
  ['the credential would not do for a first job', endOf({ ...nothing, finish: credentialEnds }), 3, 80],
  ['the credential would not do for another job', endOf({ ...nothing, finish: credentialEnds, jobs: [good] }), 0, 0],
  ['the same behind a failed job', endOf({ ...nothing, finish: credentialEnds, jobs: [bad] }), 5, 0],
  ['queuedata cannot be fetched', endOfFailure(new PilotError('QUEUEDATA')), 3, 71],
  ['queuedata is none', endOfFailure(new PilotError('QUEUEDATA_NOT_OK')), 3, 72],
  ['the queue is not active', endOfFailure(new PilotError('PANDA_QUEUE_NOT_ACTIVE')), 3, 78],
  ['the queue is offline', endOfFailure(new PilotError('PANDA_QUEUE_NOT_ONLINE')), 3, 83],
  ['the work directory cannot be made', endOfFailure(new PilotError('MKDIR')), 3, 66],
  ['the credential is missing', endOfFailure(new PilotError('NO_PROXY')), 3, 68],
  ['the credential is short', endOfFailure(new PilotError('PROXY_TOO_SHORT')), 3, 80],
  ['the disk is full', endOfFailure(new PilotError('NO_LOCAL_SPACE')), 3, 69],
  ['an error has no number for wrappers', endOfFailure(new PilotError('UNKNOWN_COPYTOOL')), 3, 1],
  ['options are wrong', endOfFailure(new ConfigError(['--x: is no option'])), 2, 65],
  ['we have a bug', endOfFailure(new TypeError('x is undefined')), 1, 70],
];

describe('the exit code', () => {
  it.each(cases)('when %s is ours or the one that wrappers of pilot 3 know', (_, end, own, pilot3) =>
    expect([exitCodeIn('own', end), exitCodeIn('pilot3', end)]).toEqual([own, pilot3]),
  );
});
