import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../src/readable-log/log-line.ts';
import { parseRenderedLine } from '../../src/readable-log/parse-rendered-line.ts';
import { renderLine } from '../../src/readable-log/render-line.ts';

const line: LogLine = { at: 1_795_391_159_134, exact: true, source: 'pilot', level: 'info', text: 'asked' };

describe('parseRenderedLine', () => {
  it.each<LogLine>([
    line,
    { ...line, source: 'runjob', jobId: 4711, level: 'error', text: 'ERROR: twice' },
    { ...line, exact: false, source: 'payload', jobId: 7, level: 'warn', text: '' },
  ])('reads what renderLine wrote', (one) => {
    expect(parseRenderedLine(renderLine(one))).toEqual(one);
  });

  it('knows nothing else', () => {
    expect(parseRenderedLine('2026-13-99 99:99:99.000  pilot        -  x')).toBeUndefined();
    expect(parseRenderedLine('hello')).toBeUndefined();
  });
});
