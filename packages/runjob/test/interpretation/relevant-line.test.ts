import { describe, expect, it } from 'vitest';
import { relevantLine } from '../../src/interpretation/relevant-line.ts';

describe('relevantLine', () => {
  it.each([
    ['', undefined],
    [' \n\n', undefined],
    ['one\ntwo\n\n  \n', 'two'],
    ['reading\nFATAL no calibration for run 7\nclosing files\nbye\n', 'FATAL no calibration for run 7'],
    ['Traceback (most recent call last):\n  File "x"\nKeyError: 7\n', 'KeyError: 7'],
    ['ERROR first\nERROR second\n', 'ERROR second'],
    ['cannot open a\n0 errors, 3 warnings\n', 'cannot open a'],
    ['a\nWARNING: error bars are small\nend\n', 'end'],
    [`ERROR far away\n${'x\n'.repeat(60)}`, 'x'],
  ])('of %j is %j', (output, line) => {
    expect(relevantLine(output)).toBe(line);
  });
});
