import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { glexecLocations, locateGlexec } from '../../src/identity/locate-glexec.ts';

it('looks in the order that sites rely on', () => {
  const env = { OSG_GLEXEC_LOCATION: '/osg/bin/glexec', GLEXEC_LOCATION: '/own', GLITE_LOCATION: '/glite' };
  expect(glexecLocations(env)).toEqual([
    '/osg/bin/glexec',
    '/own/sbin/glexec',
    '/usr/sbin/glexec',
    '/glite/sbin/glexec',
  ]);
});

it('takes empty variables for absent ones', () => {
  expect(glexecLocations({ OSG_GLEXEC_LOCATION: '', GLEXEC_LOCATION: '', GLITE_LOCATION: '' })).toEqual([
    '/usr/sbin/glexec',
  ]);
});

it('finds the first that may be executed', async () => {
  const root = await tree({ 'plain/sbin/glexec': '', 'good/sbin/glexec*': '' });
  const env = { GLEXEC_LOCATION: join(root, 'plain'), GLITE_LOCATION: join(root, 'good') };
  expect(await locateGlexec(env)).toBe(join(root, 'good/sbin/glexec'));
  expect(await locateGlexec({ GLEXEC_LOCATION: join(root, 'plain') })).toBeUndefined();
});
