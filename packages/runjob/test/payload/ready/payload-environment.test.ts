import { parseQueuedata } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { generic } from '../../../src/experiments/generic.ts';
import { isSecret, payloadEnvironment } from '../../../src/payload/ready/payload-environment.ts';
import { jobFixture } from '../../job-fixture.ts';

const queuedata = parseQueuedata(
  JSON.stringify({ nickname: 'Q', copytool: 'cp', environ: 'XRD_TIMEOUT=5 X509_USER_KEY=/k PandaID=9' }),
);
const base = { job: jobFixture({ coreCount: 8, taskID: 99 }), queuedata, experiment: generic, variables: [] };

describe('payloadEnvironment', () => {
  it('takes of ours only what is harmless, and adds what payloads expect', () => {
    const env = payloadEnvironment({
      ...base,
      env: {
        PATH: '/bin',
        LC_ALL: 'C',
        X509_USER_PROXY: '/p',
        OIDC_AUTH_TOKEN: 't',
        PANDA_PILOT_URL: 'u',
        LD_PRELOAD: 'x',
        VO_ATLAS_SW_DIR: '/sw',
      },
    });
    expect(env).toEqual({
      PATH: '/bin',
      LC_ALL: 'C',
      VO_ATLAS_SW_DIR: '/sw',
      XRD_TIMEOUT: '5',
      PandaID: '7',
      PanDA_TaskID: '99',
      PanDA_AttemptNr: '1',
      PANDA_SITE_NAME: 'Q',
      ATHENA_PROC_NUMBER: '8',
      ATHENA_CORE_NUMBER: '8',
    });
  });

  it('does not have Athena fork on a single core', () => {
    const given = payloadEnvironment({ ...base, job: jobFixture({ coreCount: 1 }), env: {} });
    expect(given['ATHENA_CORE_NUMBER']).toBe('1');
    expect(given).not.toHaveProperty('ATHENA_PROC_NUMBER');
  });

  it('lets a site hand on what it names, but no credential', () => {
    const env = { CUDA_HOME: '/cuda', X509_USER_PROXY: '/p', BEARER_TOKEN_FILE: '/t', DB_PASSWORD: 'Xk29' };
    const given = payloadEnvironment({ ...base, env, variables: Object.keys(env) });
    expect(given).toMatchObject({ CUDA_HOME: '/cuda' });
    for (const name of ['X509_USER_PROXY', 'BEARER_TOKEN_FILE', 'DB_PASSWORD']) expect(given).not.toHaveProperty(name);
  });

  it('gets what the experiment adds', () => {
    const experiment = { ...generic, environment: () => ({ FRONTIER_ID: '[1_2]', KRB5CCNAME: '/c' }) };
    const given = payloadEnvironment({ ...base, experiment, env: {} });
    expect(given['FRONTIER_ID']).toBe('[1_2]');
    expect(given).not.toHaveProperty('KRB5CCNAME');
  });
});

describe('isSecret', () => {
  it('knows one by its look, and a mask from it', () => {
    expect(isSecret('password=Xk29zz')).toBe(true);
    expect(isSecret('[redacted]')).toBe(false);
    expect(isSecret('--events 100\t')).toBe(false);
  });
});
