import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { payloadCommand, payloadEnvironment } from '../../src/payload/payload-command.ts';
import { jobFixture } from '../job-fixture.ts';

describe('payloadCommand', () => {
  it('finds a bare name in the work directory before PATH, a path below the work directory, and an absolute one', async () => {
    const root = await tree({ 'work/tool*': '', 'work/sub/tool*': '', 'bin/tool*': '', 'bin/other*': '' });
    const place = { work: join(root, 'work'), path: join(root, 'bin') };
    const find = async (transformation: string): Promise<string> =>
      (await payloadCommand({ transformation, parameters: '' }, place)).file;
    expect(await find('tool')).toBe(join(root, 'work/tool'));
    expect(await find('other')).toBe(join(root, 'bin/other'));
    expect(await find('./sub/tool')).toBe(join(root, 'work/sub/tool'));
    expect(await find(join(root, 'bin/tool'))).toBe(join(root, 'bin/tool'));
  });

  it('hands the parameters on as words', async () => {
    const root = await tree({ 'tool*': '' });
    const { args } = await payloadCommand(
      { transformation: 'tool', parameters: `-c 'echo hi' $HOME` },
      { work: root, path: '' },
    );
    expect(args).toEqual(['-c', 'echo hi', '$HOME']);
  });

  it.each([
    ['nothing', 'TRANSFORM_NOT_FOUND'],
    ['sub', 'TRANSFORM_NOT_FOUND'],
    ['flat', 'PAYLOAD_EXECUTION_FAILURE'],
    ['https://example.org/trf.sh', 'TRF_DOWNLOAD_FAILURE'],
    ['a\0b', 'SETUP_FAILURE'],
  ])('refuses %j with %s', async (transformation, errorName) => {
    const root = await tree({ flat: '#!/bin/sh\n', 'sub/x': '' });
    await expect(payloadCommand({ transformation, parameters: '' }, { work: root, path: '' })).rejects.toMatchObject({
      errorName,
    });
  });

  it('does not look into relative entries of PATH', async () => {
    const root = await tree({ 'tool*': '' });
    await expect(
      payloadCommand({ transformation: 'tool', parameters: '' }, { work: '/nowhere', path: `.:${root.slice(1)}` }),
    ).rejects.toThrow();
  });
});

describe('payloadEnvironment', () => {
  it('takes of ours only what is harmless, and adds what payloads expect', () => {
    const env = payloadEnvironment(jobFixture({ coreCount: 8, taskID: 99 }), {
      env: {
        PATH: '/bin',
        LC_ALL: 'C',
        X509_USER_PROXY: '/p',
        OIDC_AUTH_TOKEN: 't',
        PANDA_PILOT_URL: 'u',
        LD_PRELOAD: 'x',
        VO_ATLAS_SW_DIR: '/sw',
      },
      queue: 'Q',
    });
    expect(env).toEqual({
      PATH: '/bin',
      LC_ALL: 'C',
      VO_ATLAS_SW_DIR: '/sw',
      PandaID: '7',
      PanDA_TaskID: '99',
      PANDA_SITE_NAME: 'Q',
      ATHENA_PROC_NUMBER: '8',
    });
  });
});
