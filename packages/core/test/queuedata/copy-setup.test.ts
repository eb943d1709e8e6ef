import { describe, expect, it } from 'vitest';
import { copySetup } from '../../src/queuedata/copy-setup.ts';
import { read } from './read.ts';

const off = { prefixes: [], useFileStager: false, directIn: false };
const pair = { from: 'srm://a', to: 'root://b/' };

describe('copySetup', () => {
  it.each([
    ['/s.sh', { setup: '/s.sh', ...off }],
    ['/s.sh^False^True', { setup: '/s.sh', ...off, directIn: true }],
    ['^True^False', { ...off, useFileStager: true }],
    ['None^^', off],
    ['/s.sh^srm://a/^root://b/^False^True', { setup: '/s.sh', prefixes: [pair], useFileStager: false, directIn: true }],
    ['/s.sh^^^true^false', { setup: '/s.sh', prefixes: [], useFileStager: true, directIn: false }],
    ['/s.sh^srm://a/^root://b/^True^True^False', { setup: '/s.sh', ...off, prefixes: [pair] }],
    ['/s.sh^^^False^False^True', { setup: '/s.sh', prefixes: [], useFileStager: true, directIn: true }],
  ])('reads %j', (text, setup) => {
    expect(read(copySetup, text)).toEqual(setup);
  });

  it('switches direct access off where there are lists of prefixes', () => {
    expect(read(copySetup, '^srm://a,srm://c^root://b/,root://d/^True^True')).toEqual({
      ...off,
      prefixes: [pair, { from: 'srm://c', to: 'root://d/' }],
    });
  });

  it.each([
    ['/s.sh^True', 'has 1 carets'],
    ['srm://a^root://b^False^True', 'has 3 carets: 0, 2, 4 or 5 can be read (an empty setup keeps its caret)'],
    ['a^b^c^d^e^f^g', 'has 6 carets'],
    ['/s.sh^srm://a,srm://b^root://c^False^False', 'pairs 2 prefixes with 1'],
    ['/s.sh^/setup2.sh^True', 'has a part that is neither true nor false'],
  ])('refuses %j', (text, problem) => {
    expect(() => read(copySetup, text)).toThrow(problem);
  });
});
