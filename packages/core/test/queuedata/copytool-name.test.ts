import { expect, it } from 'vitest';
import { copytoolName } from '../../src/index.ts';

it.each([
  ['lcgcp', 'lcg-cp'],
  ['lcgcp2', 'lcg-cp2'],
  ['gridftp', 'gsiftp'],
  ['gfal', 'gfal-copy'],
  ['gfalcopy', 'gfal-copy'],
  ['xrdcp', 'xrdcp'],
  ['constructor', 'constructor'],
])('of %s is %s', (name, resolved) => {
  expect(copytoolName(name)).toBe(resolved);
});
