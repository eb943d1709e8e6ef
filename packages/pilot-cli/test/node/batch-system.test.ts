import { describe, expect, it } from 'vitest';
import { findBatchJob, nodeName, pilotId, schedulerId } from '../../src/node/batch-system.ts';

const noFile = (): undefined => undefined;
const jobAd = 'ClusterId = 4711\nGlobalJobId = "schedd.example.org#4711.0#1700000000"\nProcId = 0\n';

describe('findBatchJob', () => {
  it.each([
    ['QSUB_REQNAME', 'BQS'],
    ['BQSCLUSTER', 'BQS'],
    ['PBS_JOBID', 'Torque'],
    ['LSB_JOBID', 'LSF'],
    ['JOB_ID', 'Grid Engine'],
    ['clusterid', 'Condor'],
    ['SLURM_JOB_ID', 'SLURM'],
    ['K8S_JOB_ID', 'Kubernetes'],
  ])('knows by %s that it is %s', (variable, system) =>
    expect(findBatchJob({ [variable]: '4711.host' }, noFile)).toEqual({ system, id: '4711.host' }),
  );

  it("reads Condor's id out of the description of its job", () => {
    const read = (path: string) => (path === '/ad' ? jobAd : undefined);
    expect(findBatchJob({ _CONDOR_JOB_AD: '/ad' }, read)).toEqual({
      system: 'Condor',
      id: 'schedd.example.org#4711.0#1700000000',
    });
    expect(findBatchJob({ _CONDOR_JOB_AD: '/elsewhere', SLURM_JOB_ID: '7' }, read)?.system).toBe('SLURM');
  });

  it('lets the first of the table count, and an empty variable not at all', () => {
    expect(findBatchJob({ SLURM_JOB_ID: '2', PBS_JOBID: '1' }, noFile)).toEqual({ system: 'Torque', id: '1' });
    expect(findBatchJob({ PBS_JOBID: '', JOB_ID: '3' }, noFile)?.system).toBe('Grid Engine');
    expect(findBatchJob({}, noFile)).toBeUndefined();
  });
});

describe('what the server is told of who asks', () => {
  it('names the slot before the host', () => {
    expect(nodeName({ _CONDOR_SLOT: 'slot1_2' }, 'wn7')).toBe('slot1_2@wn7');
    expect(nodeName({ PANDA_HOSTNAME: 'pod-3' }, 'wn7')).toBe('pod-3');
    expect(nodeName({ PANDA_HOSTNAME: '', _CONDOR_SLOT: '' }, 'wn7')).toBe('wn7');
  });

  it('joins factory, batch system, tag and version', () => {
    const about = { versionTag: 'PR', version: '1.2.3' };
    expect(pilotId({ GTAG: 'http://factory/1' }, about)).toBe('http://factory/1|PR|1.2.3');
    expect(pilotId({}, { ...about, batch: { system: 'SLURM', id: '7' } })).toBe('unknown|SLURM|PR|1.2.3');
  });

  it('knows the scheduler by PANDA_JSID', () => {
    expect(schedulerId({ PANDA_JSID: 'harvester-1' })).toBe('harvester-1');
    expect(schedulerId({})).toBe('unknown');
  });
});
