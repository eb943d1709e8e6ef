import { describe, expect, it } from 'vitest';
import { createActiveTime } from '../../src/sampler/active-time.ts';

function fakeClocks(): { steady(): number; wall(): number; pass(steadyMs: number, wallMs?: number): void } {
  let steadyNow = 0;
  let wallNow = 1_000_000;
  return {
    steady: () => steadyNow,
    wall: () => wallNow,
    pass(steadyMs, wallMs = steadyMs) {
      steadyNow += steadyMs;
      wallNow += wallMs;
    },
  };
}

const hour = 3_600_000;

describe('active time', () => {
  it('passes with the clock while ticks come in time', () => {
    const clocks = fakeClocks();
    const time = createActiveTime(clocks);
    clocks.pass(10_000);
    time.tick(10_000);
    clocks.pass(12_000);
    time.tick(10_000);
    expect(time.now()).toBe(22_000);
    expect(time.ageOf(1_000_000)).toBe(22_000);
  });

  it('stands while the whole slot is suspended', () => {
    const clocks = fakeClocks();
    const time = createActiveTime(clocks);
    clocks.pass(10_000 + 5 * hour);
    time.tick(10_000);
    expect(time.now()).toBe(10_000);
    expect(time.ageOf(1_000_000)).toBe(10_000);
  });

  it('stands while the machine sleeps, and when somebody sets the clock', () => {
    const clocks = fakeClocks();
    const time = createActiveTime(clocks);
    clocks.pass(10_000, 5 * hour);
    time.tick(10_000);
    expect(time.now()).toBe(10_000);
    expect(time.ageOf(1_000_000)).toBe(10_000);
    clocks.pass(10_000, -2 * hour);
    time.tick(10_000);
    expect(time.now()).toBe(20_000);
    expect(time.ageOf(clocks.wall() + hour)).toBe(0);
  });

  it('stands while the payload alone is stopped; what happened since counts from then', () => {
    const clocks = fakeClocks();
    const time = createActiveTime(clocks);
    clocks.pass(hour);
    time.payloadWasStopped(hour);
    const resumedAt = clocks.wall();
    clocks.pass(5000);
    expect(time.now()).toBe(5000);
    expect(time.ageOf(resumedAt)).toBe(5000);
    expect(time.ageOf(1_000_000)).toBe(5000);
  });
});
