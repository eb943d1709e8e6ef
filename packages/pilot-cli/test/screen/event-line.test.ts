import { describe, expect, it } from 'vitest';
import { bytes, describeEvent } from '../../src/screen/event-line.ts';

const transfer = { pandaId: 7, direction: 'stage-in', lfn: 'in.root', totalBytes: 2_500_000 } as const;

describe('describeEvent', () => {
  it.each([
    [{ ...transfer, type: 'transfer-progress', bytes: 1_000_000 } as const, undefined],
    [
      { ...transfer, type: 'transfer-ended', bytes: 2_500_000, durationMs: 1234 } as const,
      'job 7  <- in.root  done: 2.5 MB in 1.23 s',
    ],
    [
      { ...transfer, type: 'transfer-ended', bytes: 0, durationMs: 1, error: 'gone' } as const,
      'job 7  <- in.root  failed: gone',
    ],
    [{ type: 'phase', phase: 'running', pandaId: 7 } as const, undefined],
  ])('writes one line for %j', (event, line) => {
    expect(describeEvent(event)).toBe(line);
  });
});

describe('bytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [2_000_000_000, '2.0 GB'],
  ])('writes %i as %s', (count, text) => {
    expect(bytes(count)).toBe(text);
  });
});
