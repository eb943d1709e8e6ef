import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { payloadFailure, transExitCode } from '../src/payload-outcome.ts';

describe('payloadFailure', () => {
  it('finds nothing wrong with exit code 0', () => {
    expect(payloadFailure({ kind: 'exited', exitCode: 0 }, '')).toBeUndefined();
  });

  it.each([1, 3, 127, 254, 255])('counts exit code %i as the payload’s own failure', (exitCode) => {
    const failure = payloadFailure({ kind: 'exited', exitCode }, 'no calibration');
    expect(failure).toMatchObject({ code: 1305 });
    expect(failure?.message).toContain(`exit code ${exitCode}: no calibration`);
  });

  it.each([
    ['SIGSEGV', 1328],
    ['SIGKILL', 1305],
  ])('tells a payload that died by %s', (signal, code) => {
    expect(payloadFailure({ kind: 'signaled', signal }, '')?.code).toBe(code);
  });

  it('tells a transformation that is not there from one that cannot be executed', () => {
    const notStarted = { kind: 'not-started', which: 'file', message: 'm' } as const;
    expect(payloadFailure({ ...notStarted, code: 'ENOENT' }, '')?.code).toBe(1346);
    expect(payloadFailure({ ...notStarted, code: 'ENOEXEC' }, '')?.code).toBe(1305);
  });
});

describe('transExitCode', () => {
  it('is the exit code as it is, or 128 + n for signal n', () => {
    expect(transExitCode({ exitCode: 255 }, constants.signals)).toBe(255);
    expect(transExitCode({ signal: 'SIGSEGV' }, constants.signals)).toBe(139);
    expect(transExitCode({}, constants.signals)).toBeUndefined();
  });
});
