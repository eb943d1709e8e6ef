import { describe, expect, it } from 'vitest';
import { present, presentText } from '../../src/job-description/present.ts';

describe('present', () => {
  it('leaves out what is undefined, and nothing else', () => {
    const record: object = present<{ a?: number; b?: string; c: boolean; d?: null }>({
      a: 0,
      b: undefined,
      c: false,
      d: null,
    });
    expect(Object.entries(record)).toEqual([
      ['a', 0],
      ['c', false],
      ['d', null],
    ]);
  });
});

describe('presentText', () => {
  it.each(['', ' ', '\n', 'NULL', ' NULL '])('takes %j for nothing', (text) => {
    expect(presentText(text)).toBeUndefined();
  });

  it.each(['null', 'None', '0', ' a ', 'NULLS'])('leaves %j as it is', (text) => {
    expect(presentText(text)).toBe(text);
  });
});
