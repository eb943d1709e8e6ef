import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { payloadCommand } from '../../src/payload/payload-command.ts';

describe('payloadCommand', () => {
  it('finds a bare name in the work directory before PATH, a path below the work directory, and an absolute one', async () => {
    const root = await tree({ 'work/tool*': '', 'work/sub/tool*': '', 'bin/tool*': '', 'bin/other*': '' });
    const place = { work: join(root, 'work'), path: join(root, 'bin') };
    const find = async (transformation: string): Promise<string> =>
      (await payloadCommand([transformation], place)).file;
    expect(await find('tool')).toBe(join(root, 'work/tool'));
    expect(await find('other')).toBe(join(root, 'bin/other'));
    expect(await find('./sub/tool')).toBe(join(root, 'work/sub/tool'));
    expect(await find(join(root, 'bin/tool'))).toBe(join(root, 'bin/tool'));
  });

  it('looks into the folders of the experiment first, and through a set-up for what is not here', async () => {
    const root = await tree({ 'tool*': '', 'pkg/tool*': '' });
    const places = { work: root, path: root, folders: ['pkg'] };
    expect(await payloadCommand(['tool', 'a b'], places)).toEqual({ file: join(root, 'pkg/tool'), args: ['a b'] });
    const setUp = join(root, 'payload_setup.sh');
    expect(await payloadCommand(['Sim_tf.py', '$HOME'], { ...places, elsewhere: true, setUp })).toEqual({
      file: '/bin/bash',
      args: ['--noprofile', '--norc', setUp, 'Sim_tf.py', '$HOME'],
    });
  });

  it.each([
    ['nothing', 'TRANSFORM_NOT_FOUND'],
    ['sub', 'TRANSFORM_NOT_FOUND'],
    ['flat', 'PAYLOAD_EXECUTION_FAILURE'],
    ['', 'TRANSFORM_NOT_FOUND'],
    ['a\0b', 'SETUP_FAILURE'],
  ])('refuses %j with %s', async (transformation, errorName) => {
    const root = await tree({ flat: '#!/bin/sh\n', 'sub/x': '' });
    await expect(payloadCommand([transformation], { work: root, path: '' })).rejects.toMatchObject({ errorName });
  });

  it('does not look into relative entries of PATH', async () => {
    const root = await tree({ 'tool*': '' });
    await expect(payloadCommand(['tool'], { work: '/nowhere', path: `.:${root.slice(1)}` })).rejects.toThrow();
  });
});
