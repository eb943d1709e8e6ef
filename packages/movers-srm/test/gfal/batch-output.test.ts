import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verdictsIn } from '../../src/gfal/batch-output.ts';

const stdout = readFileSync(join(import.meta.dirname, '../fixtures/outputs/gfal-1.8.0-batch.txt'), 'utf8');
const sources = ['file:///work/f1', 'file:///work/nope', 'file:///work/f2', 'file:///work/f3', 'file:///work/f4'];
const ended = (exitCode: number, said: Readonly<Record<'stdout' | 'stderr', string>>) => ({
  ending: { kind: 'exited', exitCode } as const,
  ...said,
});

describe('what a batch says', () => {
  it('is told apart file by file', () => {
    expect(verdictsIn(ended(0, { stdout, stderr: '' }), sources)).toEqual([
      { complaint: expect.stringContaining('SRM_DUPLICATION_ERROR') },
      { complaint: expect.stringContaining('Could not stat the source') },
      'done',
      { complaint: expect.stringContaining('ERROR (70)') },
      'open',
    ]);
  });

  it('tells what was under way when it ended', () => {
    const half = stdout.split('\n').slice(0, 5).join('\n');
    const verdicts = verdictsIn(ended(134, { stdout: half, stderr: 'free(): invalid pointer\n' }), sources);
    expect(verdicts.slice(2)).toEqual(['done', 'begun', 'open']);
  });

  it('is no success when there is nothing', () => {
    expect(verdictsIn(ended(0, { stdout: 'garbage\n', stderr: '' }), sources)).toEqual(sources.map(() => 'open'));
  });
});
