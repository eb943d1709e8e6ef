import { describe, expect, it } from 'vitest';
import { defaultLimits, transfersAtOnce } from '../../src/engine/default-limits.ts';

const GB = 1024 ** 3;

describe('how many transfers go at once', () => {
  it('follows the cores, within what storages like', () => {
    const { transfers, transfersPerEndpoint } = defaultLimits({ stageInTries: 2, stageOutTries: 3 });
    expect(transfers).toBeGreaterThanOrEqual(4);
    expect(transfers).toBeLessThanOrEqual(16);
    expect(transfersPerEndpoint).toBe(Math.ceil(transfers / 2));
  });

  it.each([
    [[1, 2, 3], 8],
    [[5 * GB, 5 * GB, 5 * GB], 2],
    [[5 * GB, 1], 8],
    [[5 * GB, undefined], 8],
    [[], 8],
  ])('of sizes %j: %i', (sizes, expected) => {
    expect(transfersAtOnce({ transfers: 8 }, sizes)).toBe(expected);
  });
});
