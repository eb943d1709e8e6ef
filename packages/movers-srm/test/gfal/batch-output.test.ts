import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { complaintsOf } from '../../src/gfal/batch-output.ts';

const stdout = readFileSync(join(import.meta.dirname, '../fixtures/outputs/gfal-1.8.0-batch.txt'), 'utf8');
const sources = ['file:///work/f1', 'file:///work/nope', 'file:///work/f2', 'file:///work/f3', 'file:///work/f4'];
const ended = (exitCode: number, said: Readonly<Record<'stdout' | 'stderr', string>>) => ({
  ending: { kind: 'exited', exitCode } as const,
  ...said,
});

describe('what a batch says', () => {
  it('is told apart file by file', () => {
    expect(complaintsOf(ended(0, { stdout, stderr: '' }), sources)).toEqual([
      expect.stringContaining('SRM_DUPLICATION_ERROR'),
      expect.stringContaining('Could not stat the source'),
      undefined,
      expect.stringContaining('ERROR (70)'),
      'the batch ended before this file',
    ]);
  });

  it('does not make a file good that was under way when it ended', () => {
    const half = stdout.split('\n').slice(0, 5).join('\n');
    const stderr = 'free(): invalid pointer\n';
    expect(complaintsOf(ended(134, { stdout: half, stderr }), sources)).toEqual([
      expect.any(String),
      expect.any(String),
      undefined,
      'free(): invalid pointer',
      'free(): invalid pointer',
    ]);
  });

  it('is no success when there is nothing', () => {
    const complaints = complaintsOf(ended(0, { stdout: 'garbage\n', stderr: '' }), sources);
    expect(complaints.every((complaint) => complaint !== undefined)).toBe(true);
  });
});
