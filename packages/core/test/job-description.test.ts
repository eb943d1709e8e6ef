import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJob } from '../src/job-description.ts';
import type { PilotErrorName } from '../src/pilot-errors.ts';
import { arbitrarySample } from './job-description/arbitrary-wire.ts';
import { jobWith, plainWire, refusalOf, userWire } from './job-description/wire-jobs.ts';

describe('parseJob', () => {
  it('reads a job as a real server sent it', () => {
    expect(parseJob(plainWire)).toEqual({
      pandaId: 1,
      attemptNumber: 1,
      jobDefinitionId: 0,
      taskId: 0,
      jobName: 'X',
      label: 'managed',
      isAnalysis: false,
      isBuildJob: false,
      cloud: 'WORLD',
      currentPriority: 1000,
      resourceType: 'SCORE',
      sentInLastMinute: 1,
      steps: [{ transformation: 'https://example.org/bash-c', parameters: "-c 'echo hi; exit 0'" }],
      limits: { cores: 1, wallSeconds: 86_400, memoryMb: 2000, diskMb: 500 },
      inputs: [],
      outputs: [],
      log: {
        lfn: 'log.X.tgz',
        guid: '6ebe1d0a-9c5f-4a55-8d0e-0a1f2b3c4d5e',
        dataset: 'log.X',
        ddmEndpoint: 'TEST_DATADISK',
        optional: false,
      },
      archives: [],
      fileLists: [],
      flags: {
        isHpo: false,
        useVp: false,
        onSiteMerging: false,
        putLogToObjectStore: false,
        literalParameters: false,
        eventNumbersByPosition: false,
        usePrefetcher: false,
      },
      debug: false,
      loopingCheck: true,
      wire: plainWire,
    });
  });

  it('makes one record a file out of aligned lists', () => {
    const job = parseJob(userWire);
    expect(job.inputs).toEqual([
      {
        lfn: 'a.root',
        scope: 'user.some',
        guid: 'AAAA',
        sizeBytes: 1024,
        checksum: { algorithm: 'adler32', value: '00620062' },
        dataset: 'user.some:in',
        dispatchBlock: 'panda.dis.1',
        dispatchToken: 'ATLASDATADISK',
        productionBlock: 'user.some:in/',
        productionToken: 'local',
        ddmEndpoint: 'SITE_DATADISK',
      },
      { lfn: 'b.root', scope: 'user.some', dataset: 'user.some:in' },
    ]);
    expect(job.outputs).toEqual([
      {
        lfn: 'user.out.root',
        scope: 'user.some',
        dataset: 'out.1',
        destinationBlock: 'sub.1',
        destinationToken: 'dst:X',
        destinationSe: 'SE1',
        ddmEndpoint: 'SCRATCH',
        optional: false,
      },
      { lfn: 'user.hist.root', dataset: 'out.2', ddmEndpoint: 'SCRATCH', optional: true },
    ]);
    expect(job.log).toEqual({
      lfn: 'log.Y.tgz',
      scope: 'user.some',
      guid: 'LLLL',
      dataset: 'out.log',
      destinationBlock: 'sub.log',
      dispatchTokenForOut: 'T2',
      destinationSe: 'SE2',
      ddmEndpoint: 'SCRATCHLOG',
      optional: false,
    });
  });

  it('reads the files of any job as they were joined', () => {
    fc.assert(
      fc.property(arbitrarySample, ({ wire, inputs, outputs, log }) => {
        const job = parseJob(wire);
        expect(job.inputs).toEqual(inputs);
        expect(job.outputs).toEqual(outputs);
        expect(job.log).toEqual(log);
      }),
      { numRuns: 300 },
    );
  });

  it('has every switch and limit that the server may send', () => {
    const job = jobWith({
      coreCount: '8',
      maxCpuCount: '36000',
      minRamCount: '16000.0',
      maxDiskCount: 'NULL',
      maxWalltime: '',
      jobsetID: '77',
      taskID: 42,
      reqID: 9,
      currentPriority: '-5',
      container_name: 'docker://alma:9',
      cmtConfig: 'x86_64-el9-gcc13-opt',
      prodUserID: '/CN=me',
      processingType: 'panda-client',
      transferType: 'direct',
      nucleus: 'CERN',
      sourceSite: 'A',
      destinationSE: 'B',
      ioIntensity: 1.5,
      ioIntensityUnit: 'kBPerS',
      altStageOut: 'on',
      debug: 'True',
      loopingCheck: false,
      isHPO: 'True',
      useVP: 'True',
      onSiteMerging: 'True',
      putLogToOS: 'True',
      noExecStrCnv: 'True',
      inFilePosEvtNum: 'True',
      usePrefetcher: 'True',
      credname: 'cred',
      myproxy: 'myproxy.example.org',
      secrets: '{"a": "b"}',
      pilotSecrets: { c: 'd' },
      userProxy: '-----BEGIN CERTIFICATE-----',
      pandaProxySecretKey: 'key',
    });
    expect(job).toMatchObject({
      limits: { cores: 8, cpuSeconds: 36_000, memoryMb: 16_000 },
      jobsetId: 77,
      taskId: 42,
      requestId: 9,
      currentPriority: -5,
      container: 'docker://alma:9',
      cmtConfig: 'x86_64-el9-gcc13-opt',
      owner: '/CN=me',
      processingType: 'panda-client',
      transferType: 'direct',
      nucleus: 'CERN',
      sourceSite: 'A',
      destinationSe: 'B',
      ioIntensity: 1.5,
      ioIntensityUnit: 'kBPerS',
      altStageOut: 'on',
      debug: true,
      loopingCheck: false,
      credname: 'cred',
      myproxy: 'myproxy.example.org',
      secrets: '{"a": "b"}',
      pilotSecrets: '{"c":"d"}',
      userProxy: '-----BEGIN CERTIFICATE-----',
      pandaProxySecretKey: 'key',
    });
    expect(Object.values(job.flags)).toEqual(Array.from({ length: 7 }, () => true));
    expect(Object.keys(job.limits)).toEqual(['cores', 'cpuSeconds', 'memoryMb']);
  });

  it.each(['NULL', '', ' ', null, undefined])('takes %j for absence, in every field that may be absent', (nothing) => {
    const needed = new Set(['PandaID', 'attemptNr', 'transformation']);
    const fields = Object.keys({ ...userWire, debug: '', cloneJob: '', preprocess: '', credname: '' });
    const job = jobWith(
      Object.fromEntries(fields.filter((field) => !needed.has(field)).map((field) => [field, nothing])),
    );
    expect(Object.keys(job).toSorted()).toEqual(
      [
        'archives',
        'attemptNumber',
        'debug',
        'fileLists',
        'flags',
        'inputs',
        'isAnalysis',
        'isBuildJob',
        'label',
        'limits',
      ]
        .concat(['loopingCheck', 'outputs', 'pandaId', 'steps', 'wire'])
        .toSorted(),
    );
  });

  it.each(['False', 'false', false, 0, '0'])('does not take %j for true', (word) => {
    expect(jobWith({ debug: word }).debug).toBe(false);
    expect(jobWith({ loopingCheck: word }).loopingCheck).toBe(false);
  });

  it.each([
    [{ prodSourceLabel: 'user', transformation: '/bin/true' }, true],
    [{ prodSourceLabel: 'panda' }, true],
    [{ prodSourceLabel: 'managed', transformation: 'http://example.org/runGen' }, false],
    [{ prodSourceLabel: 'ptest' }, false],
    [{ prodSourceLabel: 'NULL' }, false],
  ])('decides by the label alone whether %j is analysis', (fields, isAnalysis) => {
    expect(jobWith(fields).isAnalysis).toBe(isAnalysis);
  });

  it.each([
    ['x.lib.tgz,log.X.tgz', true],
    ['x.lib.tgz,y.root,log.X.tgz', false],
    ['x.root,log.X.tgz', false],
    ['log.X.tgz', false],
  ])('knows a build job by its only output: %s', (outFiles, isBuildJob) => {
    const lists = ['destinationDblock', 'destinationDBlockToken', 'dispatchDBlockTokenForOut', 'realDatasets'];
    const silent = Object.fromEntries([...lists, 'fileDestinationSE', 'ddmEndPointOut'].map((list) => [list, 'NULL']));
    expect(jobWith({ ...silent, outFiles }).isBuildJob).toBe(isBuildJob);
  });

  it.each([
    [{ eventService: 'True' }, { role: 'events' }],
    [{ eventService: 'True', eventServiceMerge: 'True' }, { role: 'merge' }],
    [{ cloneJob: 'storeonce' }, { role: 'clone', mode: 'storeonce' }],
    [{}, undefined],
  ])('tells from %j how the event service comes in', (fields, eventService) => {
    expect(jobWith(fields).eventService).toEqual(eventService);
  });

  it('keeps a frozen copy of all that was sent, and nothing of the caller', () => {
    const sent = { ...plainWire, someNewField: { deep: ['x'] } };
    const job = parseJob(sent);
    sent.someNewField.deep.push('y');
    expect(job.wire['someNewField']).toEqual({ deep: ['x'] });
    const frozen: unknown[] = [job.wire, job.wire['someNewField']];
    expect(frozen.every((part) => Object.isFrozen(part))).toBe(true);
  });

  it.each<[string, Record<string, unknown>, PilotErrorName, string]>([
    ['a bad id', { PandaID: 'abc' }, 'CONVERSION_FAILURE', 'PandaID: not a positive whole number: "abc"'],
    ['id 0', { PandaID: 0 }, 'CONVERSION_FAILURE', 'PandaID: not a positive whole number: 0'],
    ['no id', { PandaID: 'NULL' }, 'CONVERSION_FAILURE', 'PandaID: missing'],
    ['no attempt', { attemptNr: null }, 'CONVERSION_FAILURE', 'attemptNr: missing'],
    ['a negative attempt', { attemptNr: -1 }, 'CONVERSION_FAILURE', 'attemptNr: not a whole number: -1'],
    ['an inexact number', { taskID: 2 ** 53 }, 'CONVERSION_FAILURE', 'taskID: not a whole number: 9007199254740992'],
    ['half a core', { coreCount: 1.5 }, 'CONVERSION_FAILURE', 'coreCount: not a whole number: 1.5'],
    ['a hexadecimal number', { maxWalltime: '0x10' }, 'CONVERSION_FAILURE', 'maxWalltime: not a whole number: "0x10"'],
    ['infinity', { maxCpuCount: 'Infinity' }, 'CONVERSION_FAILURE', 'maxCpuCount: not a whole number: "Infinity"'],
    ['a list for a number', { nSent: [1] }, 'CONVERSION_FAILURE', 'nSent: neither text nor a number: a list of 1'],
    ['an object for text', { jobPars: {} }, 'CONVERSION_FAILURE', 'jobPars: neither text nor a number: an object'],
    ['a flag for text', { cmtConfig: true }, 'CONVERSION_FAILURE', 'cmtConfig: neither text nor a number: true'],
    ['a word for a flag', { debug: 'maybe' }, 'CONVERSION_FAILURE', 'debug: neither True nor False: "maybe"'],
    ['another clone', { cloneJob: 'twice' }, 'CONVERSION_FAILURE', 'cloneJob: not one of runonce, storeonce: "twice"'],
    ['a bad intensity', { ioIntensity: 'much' }, 'CONVERSION_FAILURE', 'ioIntensity: not a number: "much"'],
  ])('refuses %s and says which field has what', (_, fields, name, message) => {
    const error = refusalOf(fields);
    expect(error.errorName).toBe(name);
    expect(error.message.endsWith(`: ${message}`), error.message).toBe(true);
  });

  it.each([null, undefined, 'text', 12, [plainWire], true])('refuses %j, which is no object', (wire) => {
    expect(() => parseJob(wire)).toThrow(/the job is not a JSON object but /);
  });

  it('tells all that is wrong at once, under the name of the first', () => {
    const error = refusalOf({
      PandaID: '?',
      debug: 'perhaps',
      inFiles: 'a,a',
      fsize: '1,2,3',
      transformation: '',
      outFiles: '../x,log.X.tgz',
      logFile: 'other.tgz',
      loopingCheck: 2,
    });
    expect(error.errorName).toBe('CONVERSION_FAILURE');
    expect(error.message.slice(error.message.indexOf(':') + 2).split('; ')).toEqual([
      'PandaID: not a positive whole number: "?"',
      'debug: neither True nor False: "perhaps"',
      'loopingCheck: neither True nor False: 2',
      'transformation: missing',
      'inFiles: file 2 is there twice: "a"',
      'fsize: 3 values for 2 files in inFiles: "1,2,3"',
      'outFiles: file 1 has a "/": "../x"',
      'logFile: "other.tgz" is not in outFiles: "../x,log.X.tgz"',
      'realDatasets: 1 value for 2 files in outFiles: "log.X"',
      'ddmEndPointOut: 1 value for 2 files in outFiles: "TEST_DATADISK"',
    ]);
    expect(error.details).toEqual({ problems: 10 });
  });

  it('never shows a secret', () => {
    const error = refusalOf({ secrets: '77777', userProxy: ['99999'], pandaProxySecretKey: true });
    expect(error.message).toMatch(/userProxy: .*; pandaProxySecretKey: /);
    expect(error.message).not.toMatch(/77777|99999|true/);
  });
});
