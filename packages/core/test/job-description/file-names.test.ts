import { describe, expect, it } from 'vitest';
import { faultOfName, isTooLong } from '../../src/job-description/file-names.ts';

describe('faultOfName', () => {
  it.each([
    'a',
    'a..b',
    '...',
    '.hidden',
    'AOD.01_000002.pool.root.1',
    'scope:name',
    'a b',
    'größe',
    '日本.root',
    'a\\b',
    'a*',
  ])('has nothing against %j', (name) => {
    expect(faultOfName(name)).toBeUndefined();
  });

  it.each([
    ['../etc/passwd', 'has a "/"'],
    ['/etc/passwd', 'has a "/"'],
    ['zip://a', 'has a "/"'],
    ['a/', 'has a "/"'],
    ['.', 'is a directory'],
    ['..', 'is a directory'],
    ['-rf', 'begins with "-"'],
    ['a\0b', 'has a control character'],
    ['a\nb', 'has a control character'],
    ['a\u001b[31m', 'has a control character'],
    ['a\u0085', 'has a control character'],
    ['a\ud800', 'half a character'],
    [' a', 'begins or ends with a blank'],
    ['a\u00a0', 'begins or ends with a blank'],
  ])('finds what is wrong with %j', (name, fault) => {
    expect(faultOfName(name)).toContain(fault);
  });
});

describe('isTooLong', () => {
  it('counts bytes, not characters', () => {
    expect(isTooLong('a'.repeat(255))).toBe(false);
    expect(isTooLong('a'.repeat(256))).toBe(true);
    expect(isTooLong('é'.repeat(127))).toBe(false);
    expect(isTooLong('é'.repeat(128))).toBe(true);
  });
});
