import { parseQueuedata } from '@panda-pilot/core';
import { expect, it } from 'vitest';
import { mayReadInPlace, openableReplicas } from '../../src/index.ts';

const allowed = { allowdirectaccess: true, direct_access_lan: true };

it.each([
  ['events.root', allowed, {}, true],
  ['events.root.1', { copysetup: 'setup.sh^False^True' }, {}, true],
  ['events.root', {}, {}, false],
  ['events.root', { allowdirectaccess: true }, {}, false],
  ['events.root', { allowdirectaccess: true }, { transferType: 'direct' }, true],
  ['events.root', {}, { transferType: 'direct' }, false],
  ['DBRelease-1.2.3.tar.gz', allowed, {}, false],
  ['user.lib.tgz', allowed, {}, false],
  ['data.RAW.001', allowed, {}, false],
])('%s, queue %j, job %j: %s', (lfn, queue, job, expected) => {
  const site = siteOf(queue, job);
  expect(mayReadInPlace({ lfn }, site)).toBe(expected);
  expect(mayReadInPlace({ lfn, productionToken: 'local' }, site)).toBe(false);
});

const near = { url: new URL('root://near//file'), isLocal: true, isTape: false };
const far = { url: new URL('root://far//file'), isLocal: false, isTape: false };
const farHttp = { url: new URL('davs://far/file'), isLocal: false, isTape: false };
const tape = { url: new URL('root://near//tape'), isLocal: true, isTape: true };
const wan = { allowdirectaccess: true, direct_access_wan: true };

it.each([
  ['the own network', allowed, {}, [near]],
  ['the wide area', wan, {}, [far]],
  ['both', { ...allowed, ...wan }, {}, [near, far]],
  ['a copysetup of old, which knew one network', { copysetup: 'setup.sh^False^True' }, {}, [near]],
  ['brokerage, which knew where the job goes', { allowdirectaccess: true }, { transferType: 'direct' }, [near]],
  ['nobody', {}, {}, []],
])('opens in place what %s allows, replica by replica', (_who, queue, job, expected) => {
  const replicas = [tape, near, farHttp, far];
  const site = siteOf(queue, job);
  expect(openableReplicas({ lfn: 'events.root' }, replicas, site)).toEqual(expected.map(({ url }) => url));
  expect(openableReplicas({ lfn: 'user.lib.tgz' }, replicas, site)).toEqual([]);
  expect(openableReplicas({ lfn: 'events.root', productionToken: 'local' }, replicas, site)).toEqual([]);
});

function siteOf(queue: Record<string, unknown>, job: { readonly transferType?: string }) {
  const queuedata = parseQueuedata(JSON.stringify({ nickname: 'QUEUE', ...queue }));
  return { queuedata, job: { isAnalysis: true, ...job } };
}
