import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { readSteps } from '../../src/readable-log/recorded-steps.ts';
import { allOf } from './all-of.ts';

describe('readSteps', () => {
  it('finds phases and transfers among the lines of runjob.log', async () => {
    const records = [
      { level: 30, time: 5, msg: 'hello' },
      {
        time: 10,
        lfn: 'a',
        mode: 'copied',
        copytool: 'cp',
        sizeBytes: 3,
        verification: 'size',
        durationMs: 4,
        msg: 'staged in',
      },
      { time: 11, phase: 'running', durationMs: 5, msg: 'phase over' },
      { time: 12, lfn: 'b', code: 1137, reason: 'https://me:secret@host/b', durationMs: 6, msg: 'transfer failed' },
      { time: 1e300, phase: 'running', durationMs: 5, msg: 'phase over' },
    ];
    const root = await tree({
      'runjob.log': `${records.map((record) => JSON.stringify(record)).join('\n')}\nhalf a li`,
    });
    expect(await allOf(readSteps(join(root, 'runjob.log')))).toEqual([
      {
        kind: 'transfer',
        direction: 'stage-in',
        lfn: 'a',
        copytool: 'cp',
        mode: 'copied',
        sizeBytes: 3,
        verification: 'size',
        endedAt: 10,
        durationMs: 4,
      },
      { kind: 'phase', phase: 'running', endedAt: 11, durationMs: 5 },
      {
        kind: 'transfer',
        lfn: 'b',
        error: { code: 1137, reason: expect.not.stringContaining('secret') as string },
        endedAt: 12,
        durationMs: 6,
      },
    ]);
  });
});
