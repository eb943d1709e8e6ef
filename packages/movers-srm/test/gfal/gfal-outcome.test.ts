import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { complaintIn, gfalError } from '../../src/gfal/gfal-outcome.ts';

const recorded = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../fixtures/outputs', `gfal-1.8.0-${name}.txt`), 'utf8');
const ended = (exitCode: number, stderr: string, stdout = '') => ({
  ending: { kind: 'exited', exitCode } as const,
  stdout,
  stderr,
});

describe('what a program of gfal2 says when it fails', () => {
  it.each([
    ['missing', 2, 'not-found'],
    ['exists', 17, 'exists'],
    ['unknown-space', 53, 'unsupported'],
    ['checksum-mismatch', 5, 'checksum-mismatch'],
    ['refused', 70, 'network'],
    ['no-proxy', 70, 'denied'],
    ['directory', 21, 'unsupported'],
    ['protocol', 93, 'unsupported'],
    ['remote-directory', 2, 'not-found'],
    ['traceback', 0, 'other'],
    ['no-bindings', 1, 'tool-missing'],
    ['unknown-option', 2, 'unsupported'],
  ])('%s, exit code %i: %s', (name, exitCode, kind) => {
    const error = gfalError(ended(exitCode, recorded(name)), { tool: 'gfal-copy', file: 'srm://host/file' });
    expect(error).toMatchObject({ kind, exitCode, file: 'srm://host/file' });
    expect(error.message).toMatch(/^gfal-copy: \S.*$/);
  });

  it('is known by the errno in it when the words are new', () => {
    const error = gfalError(ended(1, 'gfal-copy error: 28 (ENOSPC) - voll\n'), { tool: 'gfal-copy', file: 'f' });
    expect(error.kind).toBe('no-space');
  });

  it.each([1, 2])('is nothing where it says nothing and ends with %i', (exitCode) => {
    expect(gfalError(ended(exitCode, ''), { tool: 'gfal-copy', file: 'f' }).kind).toBe('other');
  });

  it('counts more than an exit code that says all is well', () => {
    expect(complaintIn(ended(0, recorded('traceback')))).toContain('returned a result with an exception set');
    expect(complaintIn(ended(0, '', "ERROR: <class 'SystemError'> (none)\n"))).toContain('SystemError');
    expect(complaintIn(ended(0, 'free(): invalid pointer\n', 'Copying 1 bytes a => b\n'))).toBeUndefined();
  });
});
