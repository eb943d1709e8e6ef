import {
  type InputFile,
  isPilotError,
  nativePath,
  type OutputFile,
  parseQueuedata,
  rucioPath,
} from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { destinationOf, replicasOf } from '../../src/index.ts';

const queue = (fields: Record<string, unknown>) => parseQueuedata(JSON.stringify({ nickname: 'QUEUE', ...fields }));
const mounted = queue({ copytool: 'cp', seprodpath: '/storage/prod', sepath: '/storage/user' });
const grid = queue({
  copytool: 'lcg-cp',
  se: 'token:PRODDISK:srm://se.example:8443/srm/managerv2?SFN=,srm://other.example:8446/srm/managerv2?SFN=',
  seprodpath: '/pnfs/atlas/[proddisk,datadisk]/',
  sepath: '/pnfs/atlas/scratchdisk',
  setokens: 'PRODDISK,DATADISK',
});
const rucio = queue({ copytool: 'xrdcp', se: 'root://se.example:1094/', seprodpath: '/atlas/datadisk/rucio/' });

const input = (file: Partial<InputFile> = {}): InputFile => ({ lfn: 'events.root', dataset: 'mc.evgen', ...file });
const output = (file: Partial<OutputFile> = {}): OutputFile => ({
  lfn: 'hits.root',
  dataset: 'mc.hits',
  optional: false,
  ...file,
});

describe('replicasOf', () => {
  const of = (file: InputFile, queuedata = mounted, production = true): string[] =>
    replicasOf(file, { queuedata, production }).map(({ href }) => href);

  it('looks in the directory of the dataset, under the own kind of path first', () => {
    expect(of(input())).toEqual([
      'file:///storage/prod/mc.evgen/events.root',
      'file:///storage/user/mc.evgen/events.root',
    ]);
    expect(of(input(), mounted, false)[0]).toBe('file:///storage/user/mc.evgen/events.root');
  });

  it('takes the production or dispatch block for a dataset that is not named', () => {
    const file = { lfn: 'events.root', dispatchBlock: 'dis' };
    expect(of({ ...file, productionBlock: 'prod' })[0]).toBe('file:///storage/prod/prod/events.root');
    expect(of(file)[0]).toBe('file:///storage/prod/dis/events.root');
    expect(of({ lfn: 'events.root' })[0]).toBe('file:///storage/prod/events.root');
  });

  it('does not take the slash that marks a container for part of its name', () => {
    expect(of(input({ dataset: 'user.me.set/' }))[0]).toBe('file:///storage/prod/user.me.set/events.root');
  });

  it('looks on every storage element, the one for the token first', () => {
    const urls = of(input({ dispatchToken: 'DATADISK' }), grid);
    expect(urls[0]).toBe('srm://se.example:8443/srm/managerv2?SFN=/pnfs/atlas/datadisk/mc.evgen/events.root');
    expect(urls).toContain('srm://other.example:8446/srm/managerv2?SFN=/pnfs/atlas/datadisk/mc.evgen/events.root');
    expect(new Set(urls).size).toBe(urls.length);
  });

  it('follows the deterministic path of Rucio where the storage path ends in /rucio', () => {
    const path = rucioPath('mc16', 'events.root');
    expect(path).toMatch(/^rucio\/mc16\/..\/..\/events.root$/);
    expect(of(input({ scope: 'mc16' }), rucio)).toEqual([`root://se.example:1094//atlas/datadisk/${path}`]);
  });

  it('repeats the path of the LFC where the queue names one', () => {
    const lfc = {
      copytool: 'lcg-cp',
      seprodpath: '/pnfs/prod',
      sepath: '/pnfs/user',
      lfcpath: '/grid/users',
      lfcprodpath: '/grid/dq2',
    };
    const dataset = 'mc11.1234.name.merge.AOD.e1_s2_tid0_00';
    expect(of(input({ dataset }), queue(lfc))[0]).toBe(`file:///pnfs/prod/${nativePath(dataset, 'events.root')}`);
    const own = 'user.me.tag.sample/';
    expect(of(input({ dataset: own }), queue(lfc), false)[0]).toBe(
      'file:///pnfs/user/user/me/tag/user.me.tag.sample/events.root',
    );
    expect(of(input({ dataset }), queue(lfc), false)[0]).toBe(
      `file:///pnfs/user/${nativePath(dataset, 'events.root')}`,
    );
    expect(of({ lfn: 'events.root' }, queue(lfc))[0]).toBe('file:///pnfs/prod/events.root');
  });

  it('prefers the directory in which inputs lie already', () => {
    const site = { queuedata: mounted, production: true, inputDirectory: '/local/inputs' };
    expect(replicasOf(input(), site).map(({ href }) => href)).toEqual(['file:///local/inputs/events.root']);
  });

  it('writes names into URLs so that they mean themselves', () => {
    const lfn = 'a b#c?d%2e%2e+é.root';
    expect(decodeURIComponent(replicasOf(input({ lfn }), site(mounted))[0]?.pathname ?? '')).toBe(
      `/storage/prod/mc.evgen/${lfn}`,
    );
    const href = replicasOf(input({ lfn }), site(grid))[0]?.href ?? '';
    expect(decodeURIComponent(href.slice(href.lastIndexOf('/') + 1))).toBe(lfn);
  });

  it('says that the queue names no storage', () => {
    const error = thrownBy(() => of(input(), queue({ copytool: 'cp' })));
    expect(isPilotError(error, 'REPLICA_NOT_FOUND')).toBe(true);
  });

  it.each([
    ['a file that has no scope', () => of(input(), rucio), 'NON_DETERMINISTIC_DDM'],
    ['a storage path that is none', () => of(input(), queue({ seprodpath: 'data/prod' })), 'BAD_QUEUE_CONFIGURATION'],
    [
      'an endpoint that is no URL',
      () => of(input(), queue({ se: 'srm://h:port', seprodpath: '/d' })),
      'BAD_QUEUE_CONFIGURATION',
    ],
  ] as const)('refuses %s', (_title, action, name) => {
    expect(thrownBy(action)).toMatchObject({ errorName: name });
  });
});

describe('destinationOf', () => {
  const of = (file: OutputFile, queuedata = mounted, production = true): string =>
    destinationOf(file, { queuedata, production }).href;

  it('stores under the kind of path that is the job’s own', () => {
    expect(of(output())).toBe('file:///storage/prod/mc.hits/hits.root');
    expect(of(output(), mounted, false)).toBe('file:///storage/user/mc.hits/hits.root');
  });

  it('goes to the directory that the pilot was told of', () => {
    const told = { queuedata: mounted, production: true, outputDirectory: '/local/outputs' };
    expect(destinationOf(output(), told).href).toBe('file:///local/outputs/hits.root');
  });

  it('takes the destination block, without its part number, for a dataset that is not named', () => {
    const file = { lfn: 'hits.root', optional: false };
    expect(of({ ...file, destinationBlock: 'mc.hits_sub0123' })).toBe('file:///storage/prod/mc.hits/hits.root');
  });

  it('goes where the space token says, and to the first path when the queue does not know the token', () => {
    const sfn = 'srm://se.example:8443/srm/managerv2?SFN=/pnfs/atlas';
    expect(of(output({ destinationToken: 'DATADISK' }), grid)).toBe(`${sfn}/datadisk/mc.hits/hits.root`);
    expect(of(output({ destinationToken: 'TAPE' }), grid)).toBe(`${sfn}/proddisk/mc.hits/hits.root`);
  });

  it('says that the queue names no storage', () => {
    expect(thrownBy(() => of(output(), queue({ copytool: 'cp' })))).toMatchObject({ errorName: 'NO_STORAGE' });
  });
});

describe('names that would lead elsewhere', () => {
  const hostile = ['../../etc/passwd', '..', '.', '', '/etc/passwd', 'a/b', 'a\0b', 'a\nb', '\ud800'];

  it.each(hostile)('refuses a file called %j', (lfn) => {
    expect(thrownBy(() => replicasOf(input({ lfn }), site(grid)))).toMatchObject({ errorName: 'STAGE_IN_FAILED' });
    expect(thrownBy(() => destinationOf(output({ lfn }), site(grid)))).toMatchObject({
      errorName: 'BAD_OUTPUT_FILE_NAME',
    });
    const inputDirectory = '/local/inputs';
    expect(thrownBy(() => replicasOf(input({ lfn }), { ...site(grid), inputDirectory }))).toMatchObject({
      errorName: 'STAGE_IN_FAILED',
    });
  });

  it.each(hostile.filter((name) => name !== ''))('refuses a dataset called %j', (dataset) => {
    expect(thrownBy(() => replicasOf(input({ dataset }), site(mounted)))).toMatchObject({
      errorName: 'STAGE_IN_FAILED',
    });
    expect(thrownBy(() => destinationOf(output({ dataset }), site(mounted)))).toMatchObject({
      errorName: 'BAD_OUTPUT_FILE_NAME',
    });
  });

  it('refuses a scope with a path in it', () => {
    const file = input({ scope: '../../etc' });
    expect(thrownBy(() => replicasOf(file, site(rucio)))).toMatchObject({ errorName: 'STAGE_IN_FAILED' });
  });
});

function site(queuedata: ReturnType<typeof queue>) {
  return { queuedata, production: true };
}

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
