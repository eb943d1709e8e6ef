import { describe, expect, it } from 'vitest';
import { isAlive, startTicksOf, thisOwner } from '../src/index.ts';

describe('an owner', () => {
  it('is alive as long as its process is', () => {
    expect(isAlive(thisOwner())).toBe(true);
    expect(isAlive({ ...thisOwner(), pid: 2 ** 22 + 1 })).toBe(false);
  });

  it('is another one when its pid has started at another time, or before the last boot', () => {
    expect(isAlive({ ...thisOwner(), startTicks: 1 })).toBe(false);
    expect(isAlive({ ...thisOwner(), bootId: 'before' })).toBe(false);
  });

  it('that never was has no start', () => expect(startTicksOf(2 ** 22 + 1)).toBeUndefined());
});
