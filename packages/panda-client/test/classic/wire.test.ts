import { readMetadata } from '@panda-pilot/core/xml';
import { describe, expect, it } from 'vitest';
import {
  eventRangeArguments,
  eventRangesArguments,
  getJobArguments,
  updateJobArguments,
  workerStatusArguments,
} from '../../src/classic/wire.ts';
import { encodeJson, type WireRecord } from '../../src/wire/wire-value.ts';
import { measures, storedLog } from '../full-update.ts';

/** What the server's JSON reader sees. */
const sent = (record: WireRecord): unknown => JSON.parse(encodeJson(record));

describe('getJobArguments', () => {
  it('always asks for a number of jobs, so that the answer is a list', () => {
    expect(sent(getJobArguments({ siteName: 'Q' }))).toEqual({ siteName: 'Q', nJobs: 1 });
  });

  it('names every argument as the server does', () => {
    const request = {
      siteName: 'Q',
      jobCount: 2,
      prodSourceLabel: 'managed',
      memoryMB: 1999.6,
      diskSpaceMB: 20_000,
      remainingTimeSeconds: 3600.4,
      node: 'slot1@node',
      computingElement: 'ce',
      prodUserId: '/CN=x',
      taskId: 4,
      resourceType: 'SCORE',
      jobType: 'user',
      background: true,
      viaTopic: true,
      withProxyKey: true,
      harvesterId: 'h',
      workerId: 7,
      schedulerId: 's',
      cpuMHz: 2596.1,
      countryGroup: 'us',
      workingGroup: 'phys-top',
      allowOtherCountry: true,
      serverTimeoutSeconds: 5,
    } as const;
    expect(sent(getJobArguments(request))).toEqual({
      siteName: 'Q',
      timeout: 11,
      mem: 2000,
      diskSpace: 20_000,
      prodSourceLabel: 'managed',
      node: 'slot1@node',
      computingElement: 'ce',
      prodUserID: '/CN=x',
      getProxyKey: 'True',
      taskID: 4,
      nJobs: 2,
      background: true,
      resourceType: 'SCORE',
      harvester_id: 'h',
      worker_id: 7,
      schedulerID: 's',
      jobType: 'user',
      viaTopic: true,
      remaining_time: 3600,
      cpu: 2596.1,
      countryGroup: 'us',
      workingGroup: 'phys-top',
      allowOtherCountry: true,
    });
  });
});

describe('updateJobArguments', () => {
  it('names every argument as the server does, in the form that it keeps', async () => {
    const update = {
      ...measures,
      jobId: 5,
      state: 'finished',
      endedAt: new Date('2026-11-02T01:00:00.9Z'),
      outputReport: { 'log.tgz': storedLog },
    } as const;
    expect(sent(await updateJobArguments(update))).toEqual({
      jobId: 5,
      state: 'finished',
      attemptNr: 1,
      jobSubStatus: 'sub',
      siteName: 'Q',
      node: 'slot1@node',
      pilotID: 'p',
      schedulerID: 's',
      batchID: '12',
      startTime: '2026-11-02 00:00:00',
      endTime: '2026-11-02 01:00:00',
      pilotTiming: '1|2|3|4|5|6',
      transExitCode: 0,
      pilotErrorCode: 0,
      pilotErrorDiag: 'none',
      exeErrorCode: 0,
      exeErrorDiag: 'none',
      cpuConsumptionTime: 1,
      cpuConsumptionUnit: 's',
      cpuConversionFactor: 1,
      cpu_architecture_level: 'x86_64-v3',
      coreCount: 1,
      meanCoreCount: 0.9,
      maxRSS: 2,
      maxVMEM: 2,
      maxSWAP: 0,
      maxPSS: 1,
      avgRSS: 1,
      avgVMEM: 1,
      avgSWAP: 0,
      avgPSS: 1,
      totRCHAR: 10_240,
      totWCHAR: 1,
      totRBYTES: 1,
      totWBYTES: 1,
      rateRCHAR: 2,
      rateWCHAR: 1,
      rateRBYTES: 1,
      rateWBYTES: 1,
      nEvents: 1,
      nInputFiles: 0,
      jobMetrics: 'coreCount=1',
      corruptedFiles: 'x',
      xml: '{"log.tgz":{"guid":"g-log","fsize":12,"adler32":"01020304"}}',
      metaData: '{"files":{}}',
      pilotLog: 'log',
      stdout: 'out',
      grid: 'g',
      source_site: 'a',
      destination_site: 'b',
      timeout: 60,
    });
  });

  it('sends only what is present', async () => {
    expect(sent(await updateJobArguments({ jobId: 5, state: 'running', meanCoreCount: Number.NaN }))).toEqual({
      jobId: 5,
      state: 'running',
    });
  });

  it('reports outputs in the XML of older servers when told to, and nothing where there is nothing', async () => {
    const outputReport = { 'a<b': { ...storedLog, surl: 'srm://h/a', endpoint: 'E', fullLfn: 'c&d' } };
    const { xml } = await updateJobArguments({ jobId: 5, state: 'finished', outputReport }, 'xml');
    expect(readMetadata(typeof xml === 'string' ? xml : '')).toEqual([{ ...storedLog, lfn: 'c&d', surl: 'srm://h/a' }]);
    expect(sent(await updateJobArguments({ jobId: 5, state: 'running' }, 'xml'))).toEqual({
      jobId: 5,
      state: 'running',
    });
  });

  it('refuses an id that is none', async () => {
    await expect(updateJobArguments({ jobId: 1.5, state: 'running' })).rejects.toThrow(TypeError);
  });
});

describe('the others', () => {
  it('name a worker, and always its site', () => {
    const update = { workerId: 1, harvesterId: 'h', status: 'started' } as const;
    expect(sent(workerStatusArguments(update))).toEqual({ site: '', workerID: 1, harvesterID: 'h', status: 'started' });
    expect(sent(workerStatusArguments({ ...update, siteName: 'S', nodeId: 'n' }))).toMatchObject({
      site: 'S',
      node_id: 'n',
    });
  });

  it('name event ranges', () => {
    const request = { jobId: 1, jobsetId: 2, taskId: 3, rangeCount: 4, scattered: true, segmentId: 5 } as const;
    expect(sent(eventRangesArguments(request))).toEqual({
      pandaID: 1,
      jobsetID: 2,
      taskID: 3,
      nRanges: 4,
      scattered: true,
      segment_id: 5,
    });
    const update = {
      eventRangeId: '1-2-3-4-5',
      status: 'finished',
      coreCount: 1,
      cpuTimeSeconds: 5,
      objectStoreId: 6,
    } as const;
    expect(sent(eventRangeArguments(update))).toEqual({
      eventRangeID: '1-2-3-4-5',
      eventStatus: 'finished',
      coreCount: 1,
      cpuConsumptionTime: 5,
      objstoreID: 6,
    });
  });
});
