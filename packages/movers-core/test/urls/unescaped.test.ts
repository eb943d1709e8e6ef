import { describe, expect, it } from 'vitest';
import { unescaped } from '../../src/urls/unescaped.ts';

describe('part of a URL', () => {
  it.each([
    ['a%20b%25c', 'a b%c'],
    ['50%', '50%'],
    ['%ff', '%ff'],
    ['plain', 'plain'],
  ])('%s is %s', (written, read) => expect(unescaped(written)).toBe(read));
});
