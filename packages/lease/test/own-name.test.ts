import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { makerOf, ownSuffix } from '../src/index.ts';

describe('a name that says who made what is called so', () => {
  const own = ownSuffix();

  it('is never given twice, and fits where names are short', () => {
    expect(ownSuffix()).not.toBe(own);
    expect(own.length).toBeLessThanOrEqual(60);
  });

  it('is known for that of a living process, whatever stands around it', () => {
    expect([own, `in.root${own}`, `in.root${own}.part`].map(makerOf)).toEqual(['alive', 'alive', 'alive']);
    expect(['in.root', 'in.root.part', '.panda-x', `${own}/in.root`].map(makerOf)).toEqual(Array(4).fill(undefined));
  });

  it('is that of a dead one when its pid is free, began at another time, or was used before the last start', () => {
    const { pid } = spawnSync('true');
    const [, , host = '', boot = '', ownPid = '', ticks = '', end = ''] = own.split(/[.-]/);
    const named = (...parts: readonly (string | number)[]): string => `.panda-${parts.join('-')}`;
    expect(named(host, boot, ownPid, ticks, end)).toBe(own);
    expect(makerOf(named(host, boot, pid, ticks, end))).toBe('dead');
    expect(makerOf(named(host, boot, ownPid, Number(ticks) + 1, end))).toBe('dead');
    expect(makerOf(named(host, '00000000', ownPid, ticks, end))).toBe('dead');
    expect(makerOf(named('00000000', boot, ownPid, ticks, end))).toBe('foreign');
  });
});
