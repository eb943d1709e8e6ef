import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import { isPilotError, parseQueuedata, type PilotError, type Queuedata } from '../src/index.ts';
import { queuedataSchema } from '../src/queuedata/queuedata-schema.ts';
import { wireNames } from '../src/queuedata/read-fields.ts';

const cric = fixture('cric-pandaqueues.json');
const dat = fixture('queuedata-2011.dat');

function fixture(name: string): string {
  return readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');
}

function failure(text: string, queueName?: string): PilotError {
  try {
    parseQueuedata(text, queueName === undefined ? {} : { queueName });
  } catch (error) {
    if (isPilotError(error, 'QUEUEDATA_NOT_OK')) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('parseQueuedata', () => {
  it('has a schema field for every field of the record', () => {
    expectTypeOf<keyof z.output<typeof queuedataSchema>>().toEqualTypeOf<keyof Omit<Queuedata, 'unknown' | 'raw'>>();
  });

  it('reads one queue out of a map of CRIC', () => {
    const { raw, unknown, ...queue } = parseQueuedata(cric, { queueName: 'NEVERLAND_UCORE' });
    expect(raw['maxrss']).toBe(32000);
    expect(Object.keys(unknown).sort()).toEqual([
      'availablecpu',
      'corepower_data',
      'hc_suite',
      'id',
      'is_virtual',
      'pilot_manager',
    ]);
    expect(queue).toEqual({
      name: 'NEVERLAND_UCORE',
      resource: 'NEVERLAND',
      site: 'NEVERLAND-LAGOON',
      status: 'online',
      state: 'ACTIVE',
      type: 'unified',
      resourceType: 'GRID',
      workflow: 'pull_ups',
      capability: 'ucore',
      vo: 'atlas',
      cloud: 'ND',
      region: 'ND-LAGOON',
      tier: 'T2D',
      copytools: {
        'gfal-copy': {},
        rucio: { setup: '/cvmfs/sw.example.org/rucio/setup.sh' },
        xrdcp: { options: '--nopbar' },
      },
      copytoolsByActivity: {
        pl: ['rucio'],
        pls: ['gfal-copy'],
        pr: ['rucio', 'xrdcp'],
        pw: ['rucio'],
        read_lan: ['xrdcp'],
      },
      copytoolSchemas: { pr: ['root', 'davs'] },
      storagesByActivity: {
        pl: ['NEVERLAND_DATADISK'],
        pr: ['NEVERLAND_DATADISK', 'NEVERLAND_SCRATCHDISK'],
        pw: ['NEVERLAND_DATADISK'],
      },
      protocolsByActivity: {},
      copyPrefix: [],
      copyPrefixIn: [],
      environment: { XRD_REQUESTTIMEOUT: '600', FRONTIER_HINT: 'lagoon and cove' },
      storageElements: [],
      optionalStorageElements: [],
      spaceTokens: [],
      productionPaths: [],
      analysisPaths: [],
      ddmSites: [],
      timefloorMinutes: 150,
      maxTimeSeconds: 259_200,
      maxInputSizeMb: 15_000,
      maxWorkDirMb: 120_000,
      maxRssMb: 32_000,
      meanRssMb: 2000,
      memoryKillGracePercent: 25,
      cores: 8,
      corePower: 11.25,
      maxDiskIoKbPerSecond: 4000,
      zipTimeGapSeconds: 3600,
      transferringLimit: 2000,
      stageInTries: 2,
      stageOutTries: 2,
      releases: ['AUTO'],
      glexec: 'no',
      allowFax: false,
      allowHttp: false,
      allowDirectAccess: false,
      directAccessLan: true,
      directAccessWan: false,
      allowLan: true,
      allowWan: true,
      useRucioPaths: false,
      usePcache: false,
      useNewMover: false,
      enableTier1StageOut: false,
      hasCvmfs: true,
      containerTypes: [
        { name: 'singularity', user: 'pilot' },
        { name: 'docker', user: 'wrapper' },
      ],
      containerOptions: '-B /cvmfs,/lagoon,${workdir} --contain',
      catchall: {
        unifiedPandaQueue: '',
        allow_alt_stageout: '',
        singularity_options: '-B /cvmfs,/lagoon,${workdir} --contain',
        stageout_threads: '4',
      },
      params: {
        jobMaxWallTimeSeconds: 172_800,
        allowAltStageOut: true,
        wallTimeGracePercent: 0,
        rssGracePercent: 50,
        workDirGracePercent: 20,
        internetProtocolVersion: 'IPv6',
        other: { maxNewWorkersPerCycle: 120 },
      },
      computeElements: [
        {
          endpoint: 'ce01.neverland.example:9619',
          flavour: 'HTCONDOR-CE',
          state: 'ACTIVE',
          other: { ce_queue_name: 'pan' },
        },
        { endpoint: 'ce02.neverland.example:443', flavour: 'ARC-CE', other: {} },
      ],
      workerNodeConnectivity: { connectivity: 'full', protocols: 'IPv4' },
      pilotVersion: '3.10.2.1',
      pythonVersion: '3',
      harvester: 'LAGOON_central_B',
      uconfig: { resource_type_limits: { SCORE_HIMEM: 100 } },
      jobSeed: 'std',
      lastModified: '2026-09-14T08:11:02',
    });
  });

  it('reads the name=value form of 2011', () => {
    const { raw, unknown, ...queue } = parseQueuedata(dat);
    expect(raw['copytool']).toBe('lcgcp2');
    expect(unknown).toEqual({ queue: 'long', special_par: '', sysconfig: 'manual' });
    const dcap = [
      { from: 'srm://se.lagoon.example', to: 'dcap://door.lagoon.example:22125' },
      { from: 'srm://se2.lagoon.example', to: 'dcap://door2.lagoon.example:22125' },
    ];
    const prefixes = [
      { from: 'srm://se.lagoon.example', to: 'root://x.lagoon.example/' },
      { to: 'root://y.lagoon.example/' },
    ];
    const copySetup = { setup: '/nfs/tools/lcg/setup.sh', prefixes: dcap, useFileStager: false, directIn: false };
    expect(queue).toMatchObject({
      name: 'LAGOON-lsf',
      resource: 'LAGOON',
      status: 'offline',
      cloud: 'ND',
      region: 'US',
      softwareAreas: { default: '$SW_AREA/releases', byProcessingType: { nightlies: '/nfs/nightlies/sw' } },
      copytool: 'lcg-cp2',
      copytoolIn: 'dccp',
      stageHost: 'stage.lagoon.example',
      copySetup,
      copySetupIn: copySetup,
      copyPrefix: prefixes,
      copyPrefixIn: prefixes,
      cores: 'node',
      ddmSites: ['LAGOON_DATADISK', 'LAGOON_MCDISK'],
      dq2Url: 'http://lrc.lagoon.example:8000/dq2/',
      environmentSetup: 'source /nfs/tools/glite/setup.sh;',
      environmentSetupIn: 'source /nfs/tools/glite/setup.sh;',
      allowFax: true,
      faxRedirector: 'root://fax.lagoon.example/',
      glexec: 'uid',
      proxy: 'donothide',
      lfcHost: 'lfc.lagoon.example',
      lfcPath: '/grid/lagoon/users',
      lfcProductionPath: '/grid/lagoon/users',
      lfcRegister: 'server',
      maxInputSizeMb: 0,
      maxWorkDirMb: 16_336,
      memoryMb: 2000,
      recoverDir: '/nfs/recovery',
      recoverJobs: false,
      stageInTries: 3,
      stageOutTries: 2,
      timefloorMinutes: 600,
      workNodeTmpDir: '$TMPDIR',
      cmtConfig: 'i686-slc5-gcc43-opt',
      dataDir: '/scratch/data',
      productionPaths: ['/pnfs/lagoon.example/lagoondatadisk/prod', '/pnfs/lagoon.example/lagoonmcdisk/prod'],
      analysisPaths: ['/pnfs/lagoon.example/users'],
      spaceTokens: ['LAGOONDATADISK', 'LAGOONMCDISK'],
      storageElements: [
        {
          token: 'LAGOONDATADISK',
          endpoint: 'srm://se.lagoon.example:8443/srm/managerv2?SFN=',
          ddm: 'http://se.lagoon.example/ddm',
        },
        { endpoint: 'srm://old.lagoon.example:8443/srm/managerv2?SFN=' },
      ],
      optionalStorageElements: [
        { token: 'LAGOONDATADISK', endpoint: 'srm://se.lagoon.example:8443/srm/managerv2?SFN=' },
        { token: 'LAGOONMCDISK', endpoint: 'srm://mc.lagoon.example:8443/srm/managerv2?SFN=' },
      ],
    });
    expect(queue).not.toHaveProperty('maxTimeSeconds');
    expect(queue).not.toHaveProperty('gatekeeper');
  });

  it('reads back the same record from its own raw fields', () => {
    for (const queue of [parseQueuedata(cric, { queueName: 'NEVERLAND_UCORE' }), parseQueuedata(dat)]) {
      expect(parseQueuedata(JSON.stringify(queue.raw))).toEqual(queue);
    }
  });

  it('needs no more than a name', () => {
    const queue = parseQueuedata('{}', { queueName: 'LAPTOP' });
    expect(queue).toMatchObject({ name: 'LAPTOP', resource: 'LAPTOP', status: 'online', copytools: {}, unknown: {} });
    expect(parseQueuedata(JSON.stringify(queue.raw))).toEqual(queue);
  });

  it.each([null, '', '  ', 'None', 'NULL', 'null', 'none'])('takes %j as absence in every field', (nothing) => {
    const names = [
      'copytool',
      'maxtime',
      'retry',
      'acopytools',
      'params',
      'glexec',
      'appdir',
      'se',
      'queues',
      'environ',
    ];
    const raw = Object.fromEntries(names.map((name) => [name, nothing]));
    const { raw: _, ...queue } = parseQueuedata(JSON.stringify({ nickname: 'Q', ...raw }));
    const { raw: __, ...empty } = parseQueuedata('{"nickname":"Q"}');
    expect(queue).toEqual(empty);
  });

  it('tells all mistakes of a file with path and value', () => {
    const text = JSON.stringify({
      nickname: 'Q',
      maxtime: 'soon',
      maxrss: -5,
      retry: 'maybe',
      acopytools: { pr: ['rucio', 7], pw: 4 },
      copysetup: '/setup.sh^a^b^True',
      copyprefix: 'a,b^c',
      corecount: 2.5,
      glexec: 'sometimes',
      params: { job_maxwalltime: 'long', internet_protocol_version: 'IPv5' },
      queues: ['ce'],
      sepath: '/a/[b',
      environ: 'A=1 B',
      status: { on: true },
    });
    const error = failure(text);
    expect(error.code).toBe(1117);
    expect(error.message).toContain('queuedata of Q: ');
    expect(error.details).toEqual({
      maxtime: '"soon" is not a number',
      maxrss: '-5 is negative',
      retry: '"maybe" is neither true nor false',
      'acopytools.pr[1]': '7 is not a name',
      'acopytools.pw': '4 is not a list of names',
      copysetup: '"/setup.sh^a^b^True" has 3 carets: 0, 2, 4 or 5 can be read (an empty setup keeps its caret)',
      copyprefix: '"a,b^c" pairs 2 prefixes with 1',
      corecount: '2.5 is not a number of cores (-1: all of the node)',
      glexec: '"sometimes" is none of False, True, uid, test',
      'params.job_maxwalltime': '"long" is not a number',
      'params.internet_protocol_version': '"IPv5" is neither IPv4 nor IPv6',
      'queues[0]': '"ce" is not a record',
      sepath: '"/a/[b" has a bracket without its other half',
      environ: '"A=1 B" has an item that is not NAME=value',
      status: '{"on":true} is not a text',
    });
    for (const [path, complaint] of Object.entries(error.details)) {
      expect(error.message).toContain(`${path}: ${String(complaint)}`);
    }
  });

  it('bounds what its message repeats', () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`a${index}`, 5]));
    const long = failure(JSON.stringify({ nickname: 'Q', maxtime: 'x'.repeat(10_000), acopytools: many }));
    expect(long.message.length).toBeLessThan(3000);
    expect(long.message).toContain('; and 21 more');
    expect(Object.keys(long.details)).toHaveLength(41);
  });

  it('finds the mistakes of the queue that was asked for only', () => {
    expect(failure(cric, 'NEVERLAND_TEST').details).toEqual({ maxtime: '"soon" is not a number' });
  });

  it.each([
    ['', 'is empty'],
    ['<!DOCTYPE html><html lang="en">', 'is a web page'],
    ['{"nickname": "Q", ', 'is not JSON'],
    ['[]', 'is not an object'],
    ['{"error": "no such queue"}', '"no such queue" is an error message'],
    ['{"error": {"code": 404}}', '{"code":404} is an error message'],
    ['Not Found', 'is not name=value'],
    ['nickname=Q|copytool=cp|copytool=mv', 'copytool: "mv" comes after "cp"'],
    ['{"copytool": "cp"}', 'nickname: is missing'],
    [cric, 'has 2 queues, and none was asked for'],
  ])('refuses %j', (text, problem) => {
    expect(failure(text).message).toContain(problem);
  });

  it('says when a map lacks the queue, also one that is named like a method of objects', () => {
    expect(failure(cric, 'COVE').message).toContain('queuedata of COVE: is not among the 2 queues of the file');
    expect(failure(cric, 'toString').message).toContain('is not among');
  });

  it('takes the only queue of a map, and its key as its name', () => {
    expect(parseQueuedata('{"COVE": {"copytool": "cp"}}')).toMatchObject({ name: 'COVE', copytool: 'cp' });
  });

  it('does not take a queue with records only for a map', () => {
    expect(parseQueuedata('{"copytools": {"cp": {}}}', { queueName: 'COVE' }).copytools).toEqual({ cp: {} });
  });

  it('keeps a field named __proto__ a field', () => {
    const queue = parseQueuedata('{"nickname": "Q", "__proto__": {"copytool": "evil"}, "catchall": "__proto__=1"}');
    expect(queue.copytool).toBeUndefined();
    expect(Object.hasOwn(queue.unknown, '__proto__')).toBe(true);
    expect(Object.hasOwn(queue.catchall, '__proto__')).toBe(true);
  });

  it('does not repeat a password of a URL', () => {
    expect(failure('{"nickname":"Q","copyprefix":"https://joe:hunter2@h.example/"}').message).not.toContain('hunter2');
  });

  it('takes no host to pre-stage on from a copytool that another stands before', () => {
    expect(parseQueuedata('nickname=Q|copytool=xrdcp^stage.example').stageHost).toBe('stage.example');
    expect(parseQueuedata('nickname=Q|copytool=xrdcp^stage.example|copytoolin=dccp').stageHost).toBeUndefined();
    expect(parseQueuedata('nickname=Q|copytool=xrdcp|copytoolin=dccp^').stageHost).toBeUndefined();
  });

  it('reads anything, or says in one error why not', () => {
    const word = fc.constantFrom(
      '',
      'None',
      'True',
      '-1',
      'a^b',
      'a^b^c',
      '[a,b]',
      '$X',
      'token:',
      'k=v,',
      '{"a":1}',
      '[1]',
      "'",
    );
    const value = fc.oneof(word, fc.string(), fc.jsonValue());
    const fields = fc.dictionary(fc.oneof(fc.constantFrom(...wireNames(queuedataSchema)), fc.string()), value);
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fields.map((fields) => JSON.stringify(fields)),
    );
    fc.assert(
      fc.property(text, fc.option(fc.string({ minLength: 1 }), { nil: undefined }), (text, queueName) => {
        try {
          const queue = parseQueuedata(text, queueName === undefined ? {} : { queueName });
          expect(parseQueuedata(JSON.stringify(queue.raw))).toEqual(queue);
        } catch (error) {
          if (!isPilotError(error, 'QUEUEDATA_NOT_OK')) throw error;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('takes text that starts with a byte order mark', () => {
    expect(parseQueuedata('\uFEFF{"nickname": "Q"}').name).toBe('Q');
  });
});
