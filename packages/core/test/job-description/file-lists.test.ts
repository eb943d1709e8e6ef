import { describe, expect, it } from 'vitest';
import { jobWith, refusalOf } from './wire-jobs.ts';

describe('writeToFile', () => {
  it('names the files to write and what is in each', () => {
    expect(jobWith({ writeToFile: 'tmpin_data.1:a,b^inputFor_out:c' }).fileLists).toEqual([
      { name: 'tmpin_data.1', lfns: ['a', 'b'] },
      { name: 'inputFor_out', lfns: ['c'] },
    ]);
  });

  it('is split at the first colon', () => {
    expect(jobWith({ writeToFile: 'n:scope:a' }).fileLists).toEqual([{ name: 'n', lfns: ['scope:a'] }]);
  });

  it.each([
    ['a,b', 'writeToFile: list has no name: "a,b"'],
    [':a', 'writeToFile: list has no name: ":a"'],
    ['n:a^', 'writeToFile: list has no name: ""'],
    ['../n:a', 'writeToFile: list has a "/": "../n:a"'],
    ['n:a,', 'writeToFile: LFN is empty: "n:"'],
    ['n:a\nb', String.raw`writeToFile: LFN has a control character or half a character: "n:a\nb"`],
    [`${'n'.repeat(256)}:a`, 'writeToFile: list has too long a name: "nnn'],
  ])('is refused: %j', (writeToFile, message) => {
    expect(refusalOf({ writeToFile }).message).toContain(message);
  });
});
