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
});
