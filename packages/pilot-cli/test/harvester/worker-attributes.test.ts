import { describe, expect, it } from 'vitest';
import { workerAttributes } from '../../src/harvester/worker-attributes.ts';

const now = new Date('2026-03-10T13:00:00Z');

describe('workerAttributes', () => {
  it('says in the words of updateJob what there is to say', () =>
    expect(
      workerAttributes(
        {
          jobId: 7,
          state: 'failed',
          attemptNumber: 2,
          siteName: 'SITE',
          node: 'slot1@wn',
          startedAt: new Date('2026-03-10T12:00:00Z'),
          timing: {
            getJobSeconds: 1,
            stageInSeconds: 2,
            payloadSeconds: 3,
            stageOutSeconds: 4,
            initialSetupSeconds: 5,
            setupSeconds: 6,
          },
          pilotErrorCode: 1213,
          pilotErrorDiag: 'x'.repeat(600),
          cpuTimeSeconds: 12.6,
          cpuArchitectureLevel: 'x86-64-v3',
          memory: { maxRssKB: 1000.4, averagePssKB: Number.NaN },
          io: { readBytes: 4096 },
          jobMetrics: { coreCount: 8, leak: -3.2 },
          metadata: { reportVersion: '1.0.0' },
          outputReport: { 'out.root': { guid: 'A' } },
        },
        now,
      ),
    ).toEqual({
      jobId: 7,
      state: 'failed',
      jobStatus: 'failed',
      attemptNr: 2,
      siteName: 'SITE',
      node: 'slot1@wn',
      startTime: '2026-03-10 12:00:00',
      pilotTiming: '1|2|3|4|5|6',
      pilotErrorCode: 1213,
      pilotErrorDiag: 'x'.repeat(500),
      cpuConsumptionTime: 13,
      cpu_architecture_level: 'x86-64-v3',
      maxRSS: 1000,
      totRBYTES: 4096,
      jobMetrics: 'coreCount=8 leak=-3.2',
      metaData: '{"reportVersion":"1.0.0"}',
      timestamp: expect.stringMatching(/^2026-03-1\dT\d\d:00:00[+-]\d{4}$/),
    }));

  it('stamps local time that is the same moment', () => {
    const stamp = String(workerAttributes({ jobId: 1, state: 'running' }, now)['timestamp']);
    expect(new Date(stamp.replace(/(\d\d)$/, ':$1')).getTime()).toBe(now.getTime());
  });

  it('leaves out a date that is none', () =>
    expect(workerAttributes({ jobId: 1, state: 'running', startedAt: new Date('never') }, now)).not.toHaveProperty(
      'startTime',
    ));
});
