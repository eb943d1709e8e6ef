import { expect, it } from 'vitest';
import { troubleWith } from '../../src/files/trouble-with.ts';

it.each([
  ['EACCES', 'read', 'may not be read by this account'],
  ['EPERM', 'written', 'may not be written by this account'],
  ['ENOSPC', 'written', 'is on a disk that is full'],
  ['EROFS', 'written', 'is on a file system that is read-only'],
  ['EIO', 'read', 'cannot be read: EIO: bad'],
] as const)('tells a person of %s', (code, wanted, words) => {
  expect(troubleWith(Object.assign(new Error(`${code}: bad`), { code }), wanted)).toBe(words);
});
