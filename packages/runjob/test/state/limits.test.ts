import { parseJob, parseQueuedata } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { type LimitSettings, defaultLimits, limitsOf, pilot3Looping } from '../../src/state/limits.ts';

const mebibyte = 1024 ** 2;

function limits(
  given: {
    readonly job?: Record<string, unknown>;
    readonly queue?: Record<string, unknown>;
    readonly settings?: Partial<LimitSettings>;
  } = {},
): ReturnType<typeof limitsOf> {
  const job = parseJob({ PandaID: 1, attemptNr: 1, transformation: 'true', prodSourceLabel: 'managed', ...given.job });
  const queuedata = parseQueuedata(JSON.stringify({ nickname: 'Q', ...given.queue }), {});
  return limitsOf(job, queuedata, { ...defaultLimits, ...given.settings });
}

describe('limitsOf', () => {
  it('gives production jobs twelve hours of silence, analysis three, pilot3 two to all', () => {
    expect(limits().loopingMs).toBe(12 * 3_600_000);
    expect(limits({ job: { prodSourceLabel: 'user' } }).loopingMs).toBe(3 * 3_600_000);
    expect(limits({ settings: pilot3Looping }).loopingMs).toBe(2 * 3_600_000);
  });

  it('does not watch a job for looping that asks not to be', () => {
    expect(limits({ job: { loopingCheck: false } }).loopingMs).toBeUndefined();
  });

  it('takes the work directory of the queue, in parts for a job with a part of the cores', () => {
    expect(limits({ queue: { maxwdir: 1000 } }).workDirBytes).toBe(1200 * mebibyte);
    expect(limits({ queue: { maxwdir: 8000, corecount: 8 } }).workDirBytes).toBe(1200 * mebibyte);
    expect(limits({ queue: { maxwdir: 8000, corecount: 8 }, job: { coreCount: 8 } }).workDirBytes).toBe(
      9600 * mebibyte,
    );
  });

  it('allows the largest inputs and 2 GiB where the queue says nothing of it', () => {
    expect(limits({ settings: { workDirMargin: 0 } }).workDirBytes).toBe(16 * 1024 * mebibyte);
    expect(limits({ queue: { maxinputsize: 1024 }, settings: { workDirMargin: 0 } }).workDirBytes).toBe(
      3072 * mebibyte,
    );
  });

  it('kills at twice the memory of the slot, or above what queuedata grants', () => {
    expect(limits().memoryBytes).toBeUndefined();
    expect(limits({ queue: { maxrss: 2000 } }).memoryBytes).toBe(4000 * mebibyte);
    expect(limits({ queue: { maxrss: 16_000, corecount: 8 } }).memoryBytes).toBe(4000 * mebibyte);
    expect(limits({ queue: { maxrss: 2000 }, job: { minRamCount: 3000 } }).memoryBytes).toBe(6000 * mebibyte);
    expect(limits({ job: { minRamCount: 3000 } }).memoryBytes).toBe(6000 * mebibyte);
    expect(limits({ queue: { maxrss: 2000 }, settings: { memoryBytes: 5 } }).memoryBytes).toBe(5);
  });

  it('limits CPU time only where the site asks for it, wall time where the job does', () => {
    expect(limits({ job: { maxCpuCount: 100 } }).cpuSeconds).toBeUndefined();
    expect(limits({ job: { maxCpuCount: 100 }, settings: { cpuFactor: 1.5 } }).cpuSeconds).toBe(150);
    expect(limits({ job: { maxWalltime: 60 } }).wallSeconds).toBe(60);
    expect(limits().wallSeconds).toBeUndefined();
  });

  it('never goes beyond what the batch system allows the slot', () => {
    const slot = { slotMemoryBytes: 1e9, slotDiskBytes: 2e9, slotCpuSeconds: 50 };
    const job = { minRamCount: 8000, maxCpuCount: 100 };
    expect(limits({ job, settings: { ...slot, cpuFactor: 2 } })).toMatchObject({
      memoryBytes: 1e9,
      workDirBytes: 2e9,
      cpuSeconds: 50,
    });
    expect(limits({ settings: slot })).toMatchObject({ memoryBytes: 1e9, cpuSeconds: 50 });
    expect(limits({ job: { minRamCount: 100 }, settings: slot }).memoryBytes).toBe(200 * mebibyte);
  });
});
