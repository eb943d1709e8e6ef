import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { transExitCode } from '../../src/interpretation/trans-exit-code.ts';

describe('transExitCode', () => {
  it('is the exit code as it is, or 128 + n for signal n', () => {
    expect(transExitCode({ exitCode: 255 }, constants.signals)).toBe(255);
    expect(transExitCode({ signal: 'SIGSEGV' }, constants.signals)).toBe(139);
    expect(transExitCode({}, constants.signals)).toBeUndefined();
  });

  it('is what the transformation reports, where that is more', () => {
    expect(transExitCode({ exitCode: 1, reportedExitCode: 65 }, constants.signals)).toBe(65);
    expect(transExitCode({ exitCode: 0, reportedExitCode: 8 }, constants.signals)).toBe(8);
  });
});
