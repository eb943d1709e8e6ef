import { describe, expect, it } from 'vitest';
import type { JobUpdate } from '../../src/records/job-update.ts';
import {
  acquireJobsArguments,
  eventRangeArguments,
  eventRangesArguments,
  updateJobArguments,
  workerNodeArguments,
  workerNodeGpuArguments,
  workerStatusArguments,
} from '../../src/v1/wire.ts';
import { encodeJson, type WireRecord } from '../../src/wire/wire-value.ts';

/** What the server's JSON reader sees. */
const sent = (record: WireRecord): unknown => JSON.parse(encodeJson(record));

describe('acquireJobsArguments', () => {
  it('sends the queue alone when nothing else is known', () => {
    expect(sent(acquireJobsArguments({ siteName: 'Q' }))).toEqual({ site_name: 'Q' });
  });

  it('names every argument as the server does, with its types', () => {
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
      serverTimeoutSeconds: 5,
    } as const;
    expect(sent(acquireJobsArguments(request))).toEqual({
      site_name: 'Q',
      timeout: 11,
      memory: 2000,
      disk_space: 20_000,
      prod_source_label: 'managed',
      node: 'slot1@node',
      computing_element: 'ce',
      prod_user_id: '/CN=x',
      get_proxy_key: 'True',
      task_id: 4,
      n_jobs: 2,
      background: true,
      resource_type: 'SCORE',
      harvester_id: 'h',
      worker_id: 7,
      scheduler_id: 's',
      job_type: 'user',
      via_topic: true,
      remaining_time: 3600,
    });
  });
});

const everything: JobUpdate = {
  jobId: 17,
  state: 'finished',
  attemptNumber: 2,
  subStatus: 'pilot_closed',
  siteName: 'Q',
  node: 'node',
  pilotId: 'pilot',
  schedulerId: 'scheduler',
  batchId: 'batch',
  startedAt: new Date('2026-11-02T03:04:05Z'),
  endedAt: new Date('2026-11-02T04:04:05Z'),
  timing: {
    getJobSeconds: 0.2,
    stageInSeconds: 1.6,
    payloadSeconds: 3600,
    stageOutSeconds: 3,
    initialSetupSeconds: 0,
    setupSeconds: 2,
  },
  payloadExitCode: 3,
  pilotErrorCode: -1213,
  pilotErrorDiag: 'd',
  exeErrorCode: 65,
  exeErrorDiag: 'e',
  cpuTimeSeconds: 12.7,
  cpuConsumptionUnit: 's+CPU',
  cpuConversionFactor: 1.5,
  cpuArchitectureLevel: 'x86_64-v3',
  coreCount: 8,
  meanCoreCount: 1.5,
  memory: {
    maxRssKB: 1,
    maxVmemKB: 2,
    maxSwapKB: 3,
    maxPssKB: 4,
    averageRssKB: 5,
    averageVmemKB: 6,
    averageSwapKB: 7,
    averagePssKB: 8,
  },
  io: {
    readCharsBytes: 1,
    writtenCharsBytes: 2,
    readBytes: 3,
    writtenBytes: 4,
    readCharsBytesPerSecond: 5,
    writtenCharsBytesPerSecond: 6,
    readBytesPerSecond: 7,
    writtenBytesPerSecond: 8,
  },
  eventCount: 100,
  inputFileCount: 3,
  jobMetrics: { coreCount: 8 },
  corruptedFiles: ['a', 'b'],
  outputReport: {
    out: {
      guid: 'g',
      sizeBytes: 5,
      checksum: { algorithm: 'adler32', value: '01020304' },
      surl: 'davs://se/out',
      fullLfn: 'full',
      endpoint: 'RSE',
    },
    log: { guid: 'l', sizeBytes: 6, checksum: { algorithm: 'md5', value: 'f'.repeat(32) } },
    skipped: { guid: 's', checksum: { algorithm: 'crc32c', value: '00000000' } },
  },
  metadata: { files: [] },
  pilotLog: 'log',
  stdout: 'out',
  grid: 'grid',
  sourceSite: 'from',
  destinationSite: 'to',
  serverTimeoutSeconds: 30,
};

describe('updateJobArguments', () => {
  it('sends the job and its state alone when nothing else is known', () => {
    expect(sent(updateJobArguments({ jobId: 17, state: 'running' }))).toEqual({ job_id: 17, job_status: 'running' });
  });

  it('names every argument as the server does, with its types, and no other', () => {
    const { job_output_report, ...rest } = sent(updateJobArguments(everything)) as Record<string, unknown>;
    expect(rest).toMatchInlineSnapshot(`
      {
        "attempt_nr": 2,
        "avg_pss": 8,
        "avg_rss": 5,
        "avg_swap": 7,
        "avg_vmem": 6,
        "batch_id": "batch",
        "core_count": 8,
        "corrupted_files": "a,b",
        "cpu_architecture_level": "x86_64-v3",
        "cpu_consumption_time": 13,
        "cpu_consumption_unit": "s+CPU",
        "cpu_conversion_factor": 1.5,
        "destination_site": "to",
        "end_time": "2026-11-02 04:04:05",
        "exe_error_code": 65,
        "exe_error_diag": "e",
        "grid": "grid",
        "job_id": 17,
        "job_metrics": "coreCount=8",
        "job_status": "finished",
        "job_sub_status": "pilot_closed",
        "max_pss": 4,
        "max_rss": 1,
        "max_swap": 3,
        "max_vmem": 2,
        "mean_core_count": 2,
        "meta_data": "{"files":[]}",
        "n_events": 100,
        "n_input_files": 3,
        "node": "node",
        "pilot_error_code": 1213,
        "pilot_error_diag": "d",
        "pilot_id": "pilot",
        "pilot_log": "log",
        "pilot_timing": "0|2|3600|3|0|2",
        "rate_rbytes": 7,
        "rate_rchar": 5,
        "rate_wbytes": 8,
        "rate_wchar": 6,
        "scheduler_id": "scheduler",
        "site_name": "Q",
        "source_site": "from",
        "start_time": "2026-11-02 03:04:05",
        "stdout": "out",
        "timeout": 30,
        "tot_rbytes": 3,
        "tot_rchar": 1,
        "tot_wbytes": 4,
        "tot_wchar": 2,
        "trans_exit_code": 3,
      }
    `);
    expect(JSON.parse(String(job_output_report))).toEqual({
      out: { guid: 'g', fsize: 5, adler32: '01020304', surl: 'davs://se/out', full_lfn: 'full', endpoint: 'RSE' },
      log: { guid: 'l', fsize: 6, md5sum: 'f'.repeat(32) },
      skipped: { guid: 's' },
    });
  });

  it('takes an error back by 0 and a blank, for empty text sets nothing', () => {
    const update = { jobId: 1, state: 'finished', pilotErrorCode: 0, pilotErrorDiag: '' } as const;
    expect(sent(updateJobArguments(update))).toMatchObject({ pilot_error_code: 0, pilot_error_diag: ' ' });
  });

  it.each([
    ['pilotErrorDiag', 'pilot_error_diag', 500],
    ['exeErrorDiag', 'exe_error_diag', 500],
    ['node', 'node', 128],
    ['pilotId', 'pilot_id', 200],
    ['batchId', 'batch_id', 80],
    ['schedulerId', 'scheduler_id', 128],
    ['subStatus', 'job_sub_status', 80],
    ['cpuConsumptionUnit', 'cpu_consumption_unit', 128],
    ['cpuArchitectureLevel', 'cpu_architecture_level', 20],
    ['grid', 'grid', 50],
    ['sourceSite', 'source_site', 36],
    ['destinationSite', 'destination_site', 36],
    ['pilotLog', 'pilot_log', 4000],
    ['stdout', 'stdout', 2048],
  ] as const)('cuts %s where the server does', (key, wire, length) => {
    const record = sent(updateJobArguments({ jobId: 1, state: 'running', [key]: 'é'.repeat(10_000) }));
    expect(record).toMatchObject({ [wire]: 'é'.repeat(length) });
  });

  it('cuts metrics between two pairs', () => {
    const metrics = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`metric${index}`, 12345]));
    const { job_metrics } = sent(updateJobArguments({ jobId: 1, state: 'running', jobMetrics: metrics })) as {
      job_metrics: string;
    };
    expect(job_metrics.length).toBeLessThanOrEqual(500);
    expect(job_metrics).toMatch(/^(metric\d+=12345 )*metric\d+=12345$/);
  });

  it('leaves out a measure that is no number, and keeps the heartbeat', () => {
    const update = { jobId: 1, state: 'running', cpuTimeSeconds: Number.NaN, memory: { maxRssKB: Infinity } } as const;
    expect(sent(updateJobArguments(update))).toEqual({ job_id: 1, job_status: 'running' });
  });

  it('keeps metadata that is text as it is', () => {
    expect(sent(updateJobArguments({ jobId: 1, state: 'finished', metadata: '{"a": 1}' }))).toMatchObject({
      meta_data: '{"a": 1}',
    });
  });

  it('refuses an id that is not one', () => {
    expect(() => updateJobArguments({ jobId: 1.5, state: 'running' })).toThrow(TypeError);
    expect(() => updateJobArguments({ jobId: 1, attemptNumber: Number.NaN, state: 'running' })).toThrow(TypeError);
  });

  it('keeps an LFN that is a name of JavaScript', () => {
    const outputReport = JSON.parse('{"__proto__": {"guid": "g"}}') as NonNullable<JobUpdate['outputReport']>;
    const { job_output_report } = updateJobArguments({ jobId: 1, state: 'finished', outputReport });
    expect(job_output_report).toBe('{"__proto__":{"guid":"g"}}');
  });
});

describe('the other calls', () => {
  it('sends a worker status', () => {
    const update = { workerId: 3, harvesterId: 'h', status: 'started', nodeId: 'n' } as const;
    expect(sent(workerStatusArguments(update))).toEqual({
      worker_id: 3,
      harvester_id: 'h',
      status: 'started',
      node_id: 'n',
    });
  });

  it('sends a clock speed that Python reads as a float', () => {
    const node = { site: 'S', hostName: 'h', cpuModel: 'm', clockSpeedMHz: 3000, totalMemoryMB: 2047.5 };
    expect(encodeJson(workerNodeArguments(node))).toBe(
      '{"site":"S","host_name":"h","cpu_model":"m","clock_speed":3000.0,"total_memory":2048}',
    );
  });

  it('sends GPUs', () => {
    const gpu = { site: 'S', hostName: 'h', vendor: 'NVIDIA', model: 'A100', count: 2, vramMB: 81920 };
    expect(sent(workerNodeGpuArguments(gpu))).toEqual({
      site: 'S',
      host_name: 'h',
      vendor: 'NVIDIA',
      model: 'A100',
      count: 2,
      vram: 81920,
    });
  });

  it('sends event ranges', () => {
    expect(sent(eventRangesArguments({ jobId: 1, jobsetId: 2, rangeCount: 5, scattered: true }))).toEqual({
      job_id: 1,
      jobset_id: 2,
      n_ranges: 5,
      scattered: true,
    });
    const update = { eventRangeId: '1-2-3-4-5', status: 'finished', coreCount: 1, cpuTimeSeconds: 4 } as const;
    expect(encodeJson(eventRangeArguments(update))).toBe(
      '{"event_range_id":"1-2-3-4-5","event_range_status":"finished","core_count":1,"cpu_consumption_time":4.0}',
    );
  });
});
