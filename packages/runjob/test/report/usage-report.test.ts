import { describe, expect, it } from 'vitest';
import { createUsageMeter } from '../../src/sampler/usage-summary.ts';
import { usageReport } from '../../src/report/usage-report.ts';
import { aSample } from '../sampler/a-sample.ts';

const command = { cpuMs: 9000, cpuIs: 'counted', peakMemoryBytes: 900 * 1024 } as const;

describe('usageReport', () => {
  it('takes the larger of what the command and what the sampler saw', () => {
    const meter = createUsageMeter();
    meter.add(aSample({ wallSeconds: 2, userSeconds: 3, systemSeconds: 1, rssKb: 800, pssKb: 700, writtenBytes: 50 }));
    const measured = { usage: meter.summary(), workDirBytes: 5 };
    expect(usageReport(measured, [command])).toMatchObject({
      cpuSeconds: 9,
      memory: { maxRssKb: 900, maxPssKb: 700, averagePssKb: 700 },
      io: { writtenBytes: 50, writtenBytesPerSecond: 25 },
      maxProcesses: 1,
      workDirBytes: 5,
    });
    expect(usageReport(measured, [])).toMatchObject({ cpuSeconds: 4, memory: { maxRssKb: 800 } });
  });

  it('says nothing of what was never seen', () => {
    const nothing = { usage: undefined, workDirBytes: undefined };
    expect(usageReport(nothing, [])).toEqual({ cpuSeconds: 0 });
    expect(usageReport(nothing, [command])).toEqual({ cpuSeconds: 9, memory: { maxRssKb: 900 } });
  });

  it('adds up the CPU time of the steps, and takes the largest of their memory', () => {
    const second = { cpuMs: 2000, cpuIs: 'counted', peakMemoryBytes: undefined } as const;
    const nothing = { usage: undefined, workDirBytes: undefined };
    expect(usageReport(nothing, [command, second])).toEqual({ cpuSeconds: 11, memory: { maxRssKb: 900 } });
  });
});
