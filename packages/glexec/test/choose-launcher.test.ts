import { PilotError } from '@panda-pilot/core';
import { expect, it } from 'vitest';
import { chooseLauncher } from '../src/choose-launcher.ts';
import type { Guarantee, Launcher, Policy } from '../src/launcher.ts';

const place = { directory: '/tmp', secrets: [] };

function policy(...demands: Guarantee[]): Policy {
  return { demands, network: 'shared', readable: [], limits: {} };
}

function launcher(name: string, probe: readonly Guarantee[] | Error): Launcher {
  const unused = (): never => {
    throw new Error('a choice only probes');
  };
  return {
    name,
    probe: () =>
      probe instanceof Error
        ? Promise.reject(probe)
        : Promise.resolve({
            launcher: name,
            guarantees: probe,
            shortfalls: { 'own-network': 'it has the network of the node' },
          }),
    openSandbox: unused,
    launch: unused,
    cleanup: unused,
  };
}

const none = launcher('none', []);
const box = launcher('bubblewrap', ['hidden-files', 'certain-kill']);
const missing = launcher('apptainer', new PilotError('APPTAINER_NOT_INSTALLED', '/usr/bin/apptainer'));

it('takes the first that proves what is demanded', async () => {
  const { launcher: chosen, proof } = await chooseLauncher([none, box], policy('hidden-files'), place);
  expect(chosen).toBe(box);
  expect(proof.guarantees).toContain('hidden-files');
  expect((await chooseLauncher([none, box], policy(), place)).launcher).toBe(none);
});

it('goes on to the next when one cannot start anything', async () => {
  expect((await chooseLauncher([missing, box], policy('certain-kill'), place)).launcher).toBe(box);
});

it('never settles for less than is demanded', async () => {
  const choosing = chooseLauncher([none, box], policy('hidden-files', 'own-network'), place);
  await expect(choosing).rejects.toMatchObject({
    errorName: 'GLEXEC_FAILED',
    code: 1226,
    message: expect.stringContaining(
      'none lacks hidden-files (not proved); own-network (it has the network of the node). bubblewrap lacks own-network',
    ),
    details: { demands: 'hidden-files,own-network', launchers: 'none,bubblewrap' },
  });
});

it('reports the error of the preferred one that could not start anything', async () => {
  const broken = launcher('glexec', new PilotError('GLEXEC_FAILED', 'refused', { hint: 'ask the site' }));
  await expect(chooseLauncher([missing, broken, none], policy('hidden-files'), place)).rejects.toMatchObject({
    errorName: 'APPTAINER_NOT_INSTALLED',
  });
  await expect(chooseLauncher([broken, none], policy('hidden-files'), place)).rejects.toMatchObject({
    hint: 'ask the site',
  });
});

it('refuses when there is nothing to choose from', async () => {
  await expect(chooseLauncher([], policy(), place)).rejects.toThrow('no launcher is configured');
});

it('lets a bug through', async () => {
  await expect(chooseLauncher([launcher('x', new TypeError('bug'))], policy(), place)).rejects.toThrow(TypeError);
});
