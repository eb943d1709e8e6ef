import { describe, expect, it } from 'vitest';
import { bytes, createReporter, describeEvent } from '../src/reporter.ts';
import { renderTable } from '../src/render-table.ts';

const transfer = { pandaId: 7, direction: 'stage-in', lfn: 'in.root', totalBytes: 2_500_000 } as const;

describe('describeEvent', () => {
  it.each([
    [{ ...transfer, type: 'transfer-started', bytes: 0 } as const, 'job 7  <- in.root (2.5 MB)'],
    [{ ...transfer, type: 'transfer-progress', bytes: 1_000_000 } as const, 'job 7  <- in.root  40 %'],
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

describe('the reporter', () => {
  it('is silent when nobody watches', () => {
    const written: string[] = [];
    const report = createReporter({
      stdout: { write: () => true },
      stderr: { write: (text) => written.push(text), isTTY: false },
    });
    report({ ...transfer, type: 'transfer-started', bytes: 0 });
    expect(written).toEqual([]);
  });

  it('gives a transfer one line that changes in place', () => {
    const written: string[] = [];
    const report = createReporter({
      stdout: { write: () => true },
      stderr: { write: (text) => written.push(text), isTTY: true },
    });
    report({ ...transfer, type: 'transfer-started', bytes: 0 });
    report({ ...transfer, type: 'transfer-progress', bytes: 1_000_000 });
    report({ ...transfer, type: 'transfer-ended', bytes: 2_500_000, durationMs: 1000 });
    expect(written.join('').split('\n')).toHaveLength(2);
    expect(written.at(-1)).toMatch(/^\r.*done: 2\.5 MB in 1\.00 s\n$/);
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

describe('renderTable', () => {
  it('aligns words to the left and numbers to the right', () => {
    expect(
      renderTable([
        ['job', 'n'],
        ['a', '1'],
        ['long', '10'],
      ]),
    ).toBe('job    n\na      1\nlong  10\n');
  });
});
