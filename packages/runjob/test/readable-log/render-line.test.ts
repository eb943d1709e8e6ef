import { describe, expect, it } from 'vitest';
import { readRenderedLine, renderLine } from '../../src/readable-log/render-line.ts';

const line = { at: Date.UTC(2026, 10, 22, 21, 16, 40, 188), exact: true, source: 'runjob', level: 'info' } as const;

describe('renderLine', () => {
  it('shows when, who, which job, what', () => {
    expect(renderLine({ ...line, jobId: 4711, text: 'payload started' })).toBe(
      '2026-11-22 21:16:40.188  runjob    4711  payload started',
    );
  });

  it('marks errors, warnings, and times that are not the line’s own', () => {
    expect(renderLine({ ...line, exact: false, level: 'error', text: 'x' })).toBe(
      '2026-11-22 21:16:40.188~ runjob       -  ERROR: x',
    );
    expect(renderLine({ ...line, level: 'warn', text: 'x' })).toContain('WARNING: x');
  });

  it('lets no control character reach a terminal', () => {
    expect(renderLine({ ...line, text: 'a\u001B[2Jb\tc\r\u0007' })).toMatch(/ {2}a�\[2Jb c��$/);
  });
});

describe('readRenderedLine', () => {
  it.each([
    { ...line, jobId: 4711, text: 'payload started pid=3' },
    { ...line, source: 'pilot', text: '' },
    { ...line, exact: false, source: 'payload', level: 'error', jobId: 1, text: 'ERROR: twice' },
    { ...line, level: 'warn', jobId: 2, text: 'x  y' },
  ] as const)('gives back %j', (original) => {
    expect(readRenderedLine(renderLine(original))).toEqual(original);
  });

  it.each(['', 'hello', '2026-99-22 21:16:40.188  runjob       7  x', '2026-11-22 21:16:40.188  nobody      7  x'])(
    'makes nothing of %j',
    (text) => {
      expect(readRenderedLine(text)).toBeUndefined();
    },
  );
});
