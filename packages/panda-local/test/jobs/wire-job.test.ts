import { describe, expect, it } from 'vitest';
import { createJobRecord } from '../../src/jobs/wire-job.ts';
import { bareJob, fullJob } from '../local-server.ts';

const now = new Date('2026-06-01T12:00:00Z');

describe('createJobRecord', () => {
  it('says "NULL" for what is unset, null for the two that are null, and an empty list for no files', () => {
    const { description } = createJobRecord(7, bareJob, now);
    expect(description).toMatchObject({
      PandaID: 7,
      swRelease: 'NULL',
      maxWalltime: 'NULL',
      logFile: 'NULL',
      ioIntensity: null,
      ioIntensityUnit: null,
      inFiles: '',
      GUID: '',
      outFiles: '',
      coreCount: 1,
    });
  });

  it('puts the log last in the lists that it shares with the outputs, and its scope apart', () => {
    const outputs = [
      { lfn: 'out.1', scope: 'mc', dataset: 'ds', endpoint: 'SE', token: 'T' },
      { lfn: 'out.2', scope: 'data', optional: true },
    ];
    const log = { lfn: 'log.tgz', scope: 'log', guid: 'g' };
    expect(createJobRecord(1, { ...fullJob, outputs, log }, now).description).toMatchObject({
      outFiles: 'out.1,out.2,log.tgz',
      scopeOut: 'mc,data',
      scopeLog: 'log',
      logFile: 'log.tgz',
      logGUID: 'g',
      realDatasets: 'ds,NULL,NULL',
      ddmEndPointOut: 'SE,NULL,NULL',
      destinationDBlockToken: 'T,NULL,NULL',
      allowNoOutput: 'out.2',
    });
  });

  it('aligns the lists of the inputs', () => {
    const inputs = [
      { lfn: 'a', scope: 's', sizeBytes: 1, checksum: 'ad:00000001', guid: 'g1' },
      { lfn: 'b', scope: 't', sizeBytes: 2, checksum: 'NULL', guid: 'g2', endpoint: 'SE', dataset: 'ds' },
    ];
    expect(createJobRecord(1, { ...bareJob, inputs }, now).description).toMatchObject({
      inFiles: 'a,b',
      scopeIn: 's,t',
      GUID: 'g1,g2',
      fsize: '1,2',
      checksum: 'ad:00000001,NULL',
      ddmEndPointIn: 'NULL,SE',
      realDatasetsIn: 'NULL,ds',
    });
  });

  it('lets raw override any key, and takes the attempt from there', () => {
    const { description, attempt } = createJobRecord(
      1,
      { ...bareJob, raw: { attemptNr: 3, swRelease: 'X', odd: [1] } },
      now,
    );
    expect(description).toMatchObject({ attemptNr: 3, swRelease: 'X', odd: [1] });
    expect(attempt).toBe(3);
  });

  it('makes event ranges of the first input', () => {
    const { eventRanges } = createJobRecord(9, { ...fullJob, eventRanges: 2 }, now);
    expect(eventRanges.map(({ eventRangeID, startEvent, LFN }) => [eventRangeID, startEvent, LFN])).toEqual([
      ['0-9-1-1-1', 1, 'in.1'],
      ['0-9-1-2-1', 2, 'in.1'],
    ]);
  });
});
