import { describe, expect, it } from 'vitest';
import { renderTable } from '../src/render-table.ts';

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

  it('tells row by row what is too wide for a terminal', () => {
    const rows = [
      ['name', 'long', 'n'],
      ['a', 'x'.repeat(20), '1'],
      ['b', '', '2'],
    ];
    expect(renderTable(rows, 20)).toBe(`a\n  long  ${'x'.repeat(20)}\n  n     1\n\nb\n  n     2\n`);
    expect(renderTable(rows, 40)).toMatch(/^name  long/);
  });
});
