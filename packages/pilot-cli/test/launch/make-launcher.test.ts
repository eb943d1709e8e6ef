import { describe, expect, it } from 'vitest';
import { launcherNames } from '../../src/launch/launcher-names.ts';
import { makeLauncher, needsOwner, programFor, switchesAccount } from '../../src/launch/make-launcher.ts';

const everything = { account: 'payload1', program: '/opt/program', image: '/image.sif', payloadProxy: '/proxy' };

describe('makeLauncher', () => {
  it.each(launcherNames)('makes %s', (launcher) => {
    expect(makeLauncher({ launcher, ...everything }).name).toBe(launcher);
  });

  it.each(['sudo', 'glexec', 'apptainer', 'magic', 'sudo+magic'])(
    'makes nothing else when %s lacks what it needs',
    (launcher) => {
      const given = launcher === 'sudo+magic' ? everything : {};
      expect(() => makeLauncher({ launcher, ...given })).toThrow(
        expect.objectContaining({ errorName: 'GLEXEC_FAILED' }),
      );
    },
  );

  it('knows which of them switch the account, and which of those wait for the proxy of an owner', () => {
    expect(launcherNames.filter(switchesAccount)).toEqual(['sudo', 'sudo+bubblewrap', 'glexec', 'glexec+bubblewrap']);
    expect(launcherNames.filter(needsOwner)).toEqual(['glexec', 'glexec+bubblewrap']);
  });

  it('says where gLExec was looked for in vain', async () => {
    expect(await programFor('bubblewrap', {})).toBeUndefined();
    const env = { OSG_GLEXEC_LOCATION: '/nonexistent/glexec' };
    await expect(programFor('glexec', env)).rejects.toMatchObject({ errorName: 'GLEXEC_FAILED' });
  });
});
