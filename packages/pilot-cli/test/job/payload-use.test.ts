import { describe, expect, it } from 'vitest';
import { parseJob } from '@panda-pilot/core';
import { learnOfPayload, payloadUse } from '../../src/job/payload-use.ts';

const io = {
  readCharsBytes: 1,
  writtenCharsBytes: 2,
  readBytes: 3,
  writtenBytes: 4,
  readCharsBytesPerSecond: 5,
  writtenCharsBytesPerSecond: 6,
  readBytesPerSecond: 7,
  writtenBytesPerSecond: 8,
};
const memory = { maxRssKb: 900, averagePssKb: 700 };
const startedAt = '2026-01-02T03:04:05.000Z';
const job = parseJob({ PandaID: 7, attemptNr: 1, prodSourceLabel: 'managed', transformation: 'true', coreCount: 8 });

describe('payloadUse', () => {
  it('tells what the payload used, as far as it was measured', () => {
    const endedAt = '2026-01-02T03:05:05.000Z';
    const use = payloadUse({ startedAt, endedAt, cpuSeconds: 120, memory, io, workDirBytes: 4096, events: 3 }, job);
    expect(use).toEqual({
      coreCount: 8,
      startedAt: new Date(startedAt),
      cpuTimeSeconds: 120,
      cpuConversionFactor: 1,
      meanCoreCount: 2,
      memory: { maxRssKB: 900, averagePssKB: 700 },
      io,
      jobMetrics: { coreCount: 8, nEvents: 3, workDirSize: 4096 },
    });
    expect(payloadUse({}, undefined)).toEqual({});
    expect(payloadUse({ coprocess: { starts: 1, failures: 0 } }, undefined)).toEqual({});
    const coprocess = { starts: 6, failures: 6, lastFailure: 'exit code 3' };
    expect(payloadUse({ coprocess }, undefined)).toEqual({ jobMetrics: { coprocessFailures: 6 } });
  });

  it('tells how memory grows as the server makes its columns of it', () => {
    const memoryTrend = { bytesPerSecond: -1234.5678, chi2: 1e-9 };
    expect(payloadUse({ memoryTrend, workDirBytes: 1 }, job).jobMetrics).toEqual({
      coreCount: 8,
      workDirSize: 1,
      leak: '-1234.57',
      chi2: '0.00',
    });
  });

  it('counts the cores of a payload that runs up to this moment', () => {
    const now = new Date('2026-01-02T03:04:15.000Z');
    expect(payloadUse({ startedAt, cpuSeconds: 35 }, undefined, now).meanCoreCount).toBe(3.5);
    expect(payloadUse({ startedAt, cpuSeconds: 35 }, undefined, new Date(startedAt)).meanCoreCount).toBeUndefined();
  });
});

describe('learnOfPayload', () => {
  it('keeps the start of the first step and the newest of what was used', () => {
    const started = learnOfPayload({}, { type: 'payload-started', pid: 1, at: startedAt });
    const used = learnOfPayload(started, { type: 'payload-usage', usage: { cpuSeconds: 1 } });
    const again = learnOfPayload(used, { type: 'payload-started', pid: 2, at: '2026-01-02T04:00:00.000Z' });
    expect(learnOfPayload(again, { type: 'payload-usage', usage: { cpuSeconds: 2, memory } })).toEqual({
      startedAt,
      cpuSeconds: 2,
      memory,
    });
    expect(learnOfPayload(again, { type: 'phase', phase: 'staging-out' })).toBe(again);
  });
});
