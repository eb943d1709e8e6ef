import { parseQueuedata } from '@panda-pilot/core';
import { expect, it } from 'vitest';
import { mayReadInPlace } from '../../src/index.ts';

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
  const queuedata = parseQueuedata(JSON.stringify({ nickname: 'QUEUE', ...queue }));
  expect(mayReadInPlace({ lfn }, { queuedata, job: { isAnalysis: true, ...job } })).toBe(expected);
  expect(mayReadInPlace({ lfn, productionToken: 'local' }, { queuedata, job: { isAnalysis: true, ...job } })).toBe(
    false,
  );
});
