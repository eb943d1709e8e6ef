import { expect, it } from 'vitest';
import { pathBelow, sandboxLayout } from '../../src/sandbox/sandbox-layout.ts';

it('names the directories of a sandbox', () => {
  expect(sandboxLayout('/d')).toEqual({
    root: '/d',
    work: '/d/work',
    temporary: '/d/tmp',
    home: '/d/home',
    credential: '/d/home/credential',
  });
});

it.each(['', '/etc/passwd', '..', 'work/../../x', './x', 'work//x', 'work/', 'a\0b'])(
  'refuses %j as a path below it',
  (path) => {
    expect(() => pathBelow('/d', path)).toThrow('is no path below a sandbox');
  },
);

it('accepts names that only look odd', () => {
  expect(pathBelow('/d', 'work/...')).toBe('/d/work/...');
  expect(pathBelow('/d', 'work/a b/-rf')).toBe('/d/work/a b/-rf');
});
