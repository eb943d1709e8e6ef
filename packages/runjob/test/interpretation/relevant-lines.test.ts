import { describe, expect, it } from 'vitest';
import { joinLines, relevantLines } from '../../src/interpretation/relevant-lines.ts';

describe('relevantLines', () => {
  it.each([
    ['', []],
    [' \n\n', []],
    ['one\ntwo\n\n  \n', ['two']],
    ['reading\nFATAL no calibration for run 7\nclosing files\nbye\n', ['FATAL no calibration for run 7']],
    ['Traceback (most recent call last):\n  File "x", line 3\nKeyError: 7\n', ['File "x", line 3', 'KeyError: 7']],
    ['ERROR 1\nERROR 2\ngoing on\nERROR 3\nERROR 4\n', ['ERROR 2', 'ERROR 3', 'ERROR 4']],
    ['ERROR again\nFATAL once\nERROR again\nERROR again\n', ['FATAL once', 'ERROR again']],
    ['cannot open a\n0 errors, 3 warnings\n', ['cannot open a']],
    ['a\nWARNING: error bars are small\nend\n', ['end']],
    [`ERROR far away\n${'x\n'.repeat(60)}`, ['ERROR far away']],
    [`ERROR far away\n${'x\n'.repeat(60)}cannot close a\n`, ['cannot close a']],
  ])('of %j are %j', (output, lines) => {
    expect(relevantLines(output)).toEqual(lines);
  });

  it('are of the first output that complains, or of the first that says anything', () => {
    expect(relevantLines('using 4 cores', 'ERROR no input')).toEqual(['ERROR no input']);
    expect(relevantLines('ERROR no disk', 'ERROR no input')).toEqual(['ERROR no disk']);
    expect(relevantLines(`ERROR far away\n${'x\n'.repeat(60)}`, 'ERROR no input')).toEqual(['ERROR no input']);
    expect(relevantLines('', 'bye')).toEqual(['bye']);
    expect(relevantLines('using 4 cores', 'bye')).toEqual(['using 4 cores']);
  });
});

describe('joinLines', () => {
  it('gives the last line its room first, and leaves out what would be no sentence any more', () => {
    expect(joinLines(['a', 'b', 'c'], 100)).toBe('a | b | c');
    const [first, second, last] = ['f'.repeat(100), 's'.repeat(100), 'l'.repeat(100)];
    expect(joinLines([first, second, last], 250)).toBe(`${'f'.repeat(44)} | ${second} | ${last}`);
    expect(joinLines([first, second, last], 220)).toBe(`${second} | ${last}`);
    expect(joinLines([first], 40)).toBe('f'.repeat(40));
    expect(joinLines([], 40)).toBe('');
  });
});
