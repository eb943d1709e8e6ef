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

  it('does without columns before that, and lets the words of the last one go on below each other', () => {
    const rows = [
      ['name', 'more', 'what it is'],
      ['a', 'x'.repeat(40), 'one of a kind, and all that there is to be said of it'],
    ];
    expect(renderTable(rows, 40, ['more']).split('\n')).toEqual([
      'name  what it is',
      'a     one of a kind, and all that there',
      '      is to be said of it',
      '',
      'No room for more: --json has all.',
      '',
    ]);
    expect(renderTable(rows, 120, ['more'])).toMatch(/^name  more {38}what it is\na {5}x+  one [^\n]+ it\n$/);
  });

  it('keeps a cell to its line', () => {
    expect(renderTable([['name'], ['a\u001B[2J\nb']])).toBe(['name', String.raw`a\x1b[2J\nb`, ''].join('\n'));
  });
});
