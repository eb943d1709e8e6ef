import { describe, expect, it } from 'vitest';
import { judgeClock } from '../../../src/doctor/checks/clock.ts';

describe('judgeClock', () => {
  it.each([
    [0.4, 'ok', "less than 5 s from the server's"],
    [-4.9, 'ok', "less than 5 s from the server's"],
    [38, 'warn', '38 s behind the server'],
    [-38.26, 'warn', '38.3 s ahead of the server'],
    [301, 'fail', '301 s behind the server'],
    [undefined, 'warn', 'the server has not told its time'],
  ])('takes %s s for %s', (seconds, level, text) => {
    expect(judgeClock(seconds)).toMatchObject({ level, text });
  });
});
