import { expect, it } from 'vitest';
import { judgeLists } from '../../../src/doctor/checks/authorities.ts';

it.each([
  [undefined, 'ok', '90 authorities, no revocation lists'],
  [3 * 3_600_000, 'ok', '90 authorities, newest revocation list 3 h 0 min old'],
  [8 * 86_400_000, 'warn', '90 authorities, newest revocation list 8 d 0 h old'],
])('revocation lists of the age %s', (ageMs, level, text) => {
  expect(judgeLists('90 authorities', ageMs)).toMatchObject({ level, text });
});
