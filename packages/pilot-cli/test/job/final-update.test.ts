import { parseJob } from '@panda-pilot/core';
import type { JobReport } from '@panda-pilot/runjob';
import { describe, expect, it } from 'vitest';
import { finalUpdate } from '../../src/job/final-update.ts';

const context = { updateFacts: { siteName: 'Q_RESOURCE', node: 'wn1', pilotId: 'p' } };
const file = (lfn: string): JobReport['outputs'][number] => ({
  lfn,
  guid: `GUID-${lfn}`,
  surl: `file:///s/${lfn}`,
  sizeBytes: 5,
  checksum: 'ad:00000001',
});
const good: JobReport = {
  version: 1,
  pandaId: 7,
  attemptNumber: 2,
  state: 'finished',
  payload: {
    exitCode: 0,
    startedAt: '2026-01-02T03:04:05.000Z',
    endedAt: '2026-01-02T03:05:05.000Z',
    cpuSeconds: 12,
    memory: { maxRssKb: 900, averagePssKb: 700 },
    workDirBytes: 4096,
  },
  inputs: [{ lfn: 'in', sizeBytes: 1 }],
  outputs: [file('out')],
  log: file('log.tgz'),
  timings: { stageInMs: 1400, payloadMs: 60_000, stageOutMs: 400, logMs: 700 },
  logExtract: 'words',
};
const error = {
  type: 'error' as const,
  code: 1305,
  name: 'PAYLOAD_EXECUTION_FAILURE',
  message: 'exit code 3',
  hint: 'h',
  details: {},
};

describe('finalUpdate', () => {
  it('tells of a good job: files, times, usage, no error', () => {
    const update = finalUpdate(good, { context, timings: { getJobMs: 2000, initialSetupMs: 1000, setupMs: 3000 } });
    expect(update).toMatchObject({
      jobId: 7,
      attemptNumber: 2,
      state: 'finished',
      payloadExitCode: 0,
      cpuTimeSeconds: 12,
      siteName: 'Q_RESOURCE',
    });
    expect(update.timing).toMatchObject({
      getJobSeconds: 2,
      stageInSeconds: 1,
      payloadSeconds: 60,
      stageOutSeconds: 1,
    });
    expect(update.outputReport).toEqual({
      out: {
        guid: 'GUID-out',
        sizeBytes: 5,
        surl: 'file:///s/out',
        checksum: { algorithm: 'adler32', value: '00000001' },
      },
      'log.tgz': {
        guid: 'GUID-log.tgz',
        sizeBytes: 5,
        surl: 'file:///s/log.tgz',
        checksum: { algorithm: 'adler32', value: '00000001' },
      },
    });
    expect(update.pilotErrorCode).toBeUndefined();
    expect(update.pilotLog).toBeUndefined();
  });

  it('takes back what an earlier pilot has said of a job that is good in the end', () => {
    const takenBack = { pilotErrorCode: 0, pilotErrorDiag: '' };
    expect(finalUpdate(good, { context, takenUp: true })).toMatchObject(takenBack);
    const failed = finalUpdate({ ...good, state: 'failed', error }, { context, takenUp: true });
    expect(failed).toMatchObject({ pilotErrorCode: 1305, pilotErrorDiag: 'exit code 3' });
  });

  it('tells of a failed job the first cause, the log, and no output', () => {
    const update = finalUpdate({ ...good, state: 'failed', error, payload: { exitCode: 3 } }, { context });
    expect(update).toMatchObject({
      state: 'failed',
      payloadExitCode: 3,
      pilotErrorCode: 1305,
      pilotErrorDiag: 'exit code 3',
      pilotLog: 'words',
    });
    expect(Object.keys(update.outputReport ?? {})).toEqual(['log.tgz']);
  });

  it('names the zip files that a merge could not use, and nobody else’s inputs', () => {
    const wire = { PandaID: 7, attemptNr: 2, prodSourceLabel: 'managed', transformation: 'true' };
    const damaged = ['a.zip', 'a.zip', 'b.zip'].map((lfn) => ({
      lfn,
      url: `root://x/${lfn}`,
      kind: 'checksum-mismatch',
    }));
    const failed: JobReport = { ...good, state: 'failed', error, damagedReplicas: damaged };
    const merge = parseJob({ ...wire, eventServiceMerge: 'True' });
    expect(finalUpdate(failed, { context, job: merge }).corruptedFiles).toEqual(['a.zip', 'b.zip']);
    expect(finalUpdate(failed, { context, job: parseJob(wire) }).corruptedFiles).toBeUndefined();
    expect(finalUpdate({ ...good, damagedReplicas: damaged }, { context, job: merge }).corruptedFiles).toBeUndefined();
  });

  it('gives a payload that was killed by a signal the exit code of a shell', () => {
    expect(finalUpdate({ ...good, payload: { signal: 'SIGSEGV' } }, { context }).payloadExitCode).toBe(139);
  });
});
