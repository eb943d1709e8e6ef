import { describe, expect, it } from 'vitest';
import { didYouMean } from '../../src/config/did-you-mean.ts';

const known = ['--queue', '--queuedata-url', '--url', '-q', '--workdir'];

describe('didYouMean', () => {
  it.each([
    ['--qeue', '--queue'],
    ['--queeu', '--queue'],
    ['--quueue', '--queue'],
    ['--wrkdir', '--workdir'],
    ['--queuedata_url', '--queuedata-url'],
  ])('takes %s for %s', (word, meant) => expect(didYouMean(word, known)).toBe(meant));

  it.each(['--frobnicate', '-x', '', '--lru'])('has no idea what %j is', (word) =>
    expect(didYouMean(word, known)).toBeUndefined(),
  );
});
