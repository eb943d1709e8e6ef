import { type Job, parseQueuedata } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { atlas } from '../../src/experiments/atlas.ts';
import { setUpScript } from '../../src/experiments/set-up.ts';
import { jobFixture } from '../job-fixture.ts';

/** The commands of the set-up of a job on a queue. */
function setUpOf(
  wire: Record<string, string>,
  queue: Record<string, unknown> = {},
  env: Record<string, string> = {},
): readonly string[] {
  const job = jobFixture(wire);
  const lines = atlas.setUp({ job, step: stepOf(job), queuedata: queuedataOf(queue), env });
  return setUpScript(lines)
    .split('\n')
    .filter((line) => line.includes(' || { echo'))
    .map((line) => (line.split(' || ')[0] ?? '').replaceAll("'", ''));
}

function stepOf(job: Job): Job['steps'][number] {
  const [step] = job.steps;
  if (step === undefined) throw new Error('no step');
  return step;
}

function queuedataOf(queue: Record<string, unknown>): ReturnType<typeof parseQueuedata> {
  return parseQueuedata(JSON.stringify({ nickname: 'Q', copytool: 'cp', ...queue }));
}

const production = {
  homepackage: 'AtlasProduction/17.0.1.2',
  swRelease: 'Atlas-17.0.1',
  cmtConfig: 'x86_64-slc5-gcc43-opt',
};

describe('atlas', () => {
  it.each([
    ['user', ['-i', 'x', '--directIn', '--useFileStager', '--usePFCTurl'], false, ['-i', 'x']],
    ['user', ['-i', 'x', '--directIn'], true, ['-i', 'x', '--directIn', '--usePFCTurl']],
    ['user', ['-i', 'x'], true, ['-i', 'x', '--directIn', '--usePFCTurl']],
    ['managed', ['--in=x'], true, ['--in=x']],
  ])('tells the transformation of a %s job how inputs are read: %j, in place %j', (label, args, inPlace, expected) => {
    const job = jobFixture({ prodSourceLabel: label });
    expect(atlas.argumentsFor?.(args, { job, queuedata: queuedataOf({}), env: {}, inPlace })).toEqual(expected);
  });

  it('sets releases up from CVMFS, by ATLASLocalRootBase and asetup', () => {
    expect(setUpOf(production)).toEqual([
      'export ATLAS_LOCAL_ROOT_BASE=/cvmfs/atlas.cern.ch/repo/ATLASLocalRootBase',
      'source "${ATLAS_LOCAL_ROOT_BASE}"/user/atlasLocalSetup.sh --quiet',
      'source "${AtlasSetup}"/scripts/asetup.sh AtlasProduction,17.0.1.2,notest --cmtconfig x86_64-slc5-gcc43-opt',
    ]);
  });

  it('takes what the job does not say from the queue, and hurries if the node says so', () => {
    const [, , last] = setUpOf(
      { homepackage: 'AnalysisTransforms', swRelease: 'Atlas-21.2.5' },
      { cmtconfig: 'x86_64-el9-gcc13-opt' },
      { ATLAS_FAST_ASETUP: '1' },
    );
    expect(last).toBe('source "${AtlasSetup}"/scripts/asetup.sh 21.2.5,notest,fast --cmtconfig x86_64-el9-gcc13-opt');
  });

  it.each([
    [{ homepackage: 'AnalysisTransforms-rel_3', swRelease: 'Atlas-dev' }, 'dev,rel_3,notest'],
    [{ homepackage: 'AtlasHLT/17.0.1.2', swRelease: 'Atlas-17.0.1' }, 'AtlasHLT,17.0.1.2,notest,afs'],
  ])('gives asetup the tags of %j', (wire, tags) => {
    expect(setUpOf(wire).at(-1)).toBe(`source "\${AtlasSetup}"/scripts/asetup.sh ${tags}`);
  });

  it('sets releases of a site’s own area up by what is in them', () => {
    const queue = { appdir: '/opt/atlas|nightlies^/opt/nightlies', region: 'US' };
    expect(setUpOf(production, queue)).toEqual([
      'source /opt/atlas/17.0.1/cmtsite/asetup.sh AtlasProduction,17.0.1.2,notest --cmtconfig x86_64-slc5-gcc43-opt --input /opt/atlas/AtlasSite/AtlasSiteSetup',
    ]);
    const nightly = { homepackage: 'AnalysisTransforms-rel_3', swRelease: 'Atlas-dev', processingType: 'nightlies' };
    expect(setUpOf(nightly, { ...queue, region: 'DE' })).toEqual([
      'source /opt/nightlies/dev/rel_3/cmtsite/asetup.sh dev,rel_3,notest',
    ]);
  });

  it('sets releases before 16.1.0 up by CMT, for production with their runtime', () => {
    const old = { homepackage: 'AtlasProduction/15.6.1.4', swRelease: 'Atlas-15.6.1' };
    const home = '/cvmfs/atlas.cern.ch/repo/sw/15.6.1';
    const runtime = `${home}/AtlasProduction/15.6.1.4/AtlasProductionRunTime/cmt`;
    const source = `source ${home}/cmtsite/setup.sh -tag=15.6.1.4,AtlasProduction,opt,runtime`;
    expect(setUpOf(old)).toEqual([source, `cd ${runtime}`, `source ${runtime}/setup.sh`]);
    expect(setUpOf({ ...old, prodSourceLabel: 'user' })).toEqual([source]);
  });

  it('sets nothing up for a job without a release of its own, and for one that does it itself', () => {
    expect(setUpOf({})).toEqual([]);
    expect(setUpOf({ swRelease: 'ROOT-6' })).toEqual([]);
    expect(setUpOf({ ...production, noExecStrCnv: 'True' })).toEqual([]);
  });

  it('gives payloads the variables of its services', () => {
    const job = jobFixture({ taskID: 3, coreCount: 8, processingType: 'evgen', realDatasetsIn: 'data' });
    const queuedata = queuedataOf({ gatekeeper: 'ce.example.org' });
    expect(atlas.environment({ job, queuedata, env: {} })).toEqual({
      FRONTIER_ID: '[3_7]',
      CMSSW_VERSION: '[3_7]',
      RUCIO_APPID: 'evgen',
      RUCIO_ACCOUNT: 'pilot',
      MAKEFLAGS: '-j8 QUICK=1 -l1',
      INDS: 'data',
      COPY_TOOL: 'cp',
      ATLAS_CONDDB: 'ce.example.org',
    });
  });
});
