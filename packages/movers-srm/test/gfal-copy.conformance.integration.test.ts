import { describeMover } from '@panda-pilot/movers-core/conformance';
import { smallDisks } from '@panda-pilot/testkit';
import { afterAll, beforeAll, describe } from 'vitest';
import { gfalCopy } from '../src/index.ts';
import { fixtureAt, needsSrm, type SrmStorage, startSrmStorage } from './srm-storage.ts';

let storage: SrmStorage;

describe.skipIf(needsSrm())('against an SRM with a real GridFTP server', () => {
  beforeAll(async () => {
    storage = await startSrmStorage();
  });
  afterAll(() => storage.stop());

  describeMover(
    'gfal-copy',
    fixtureAt(() => storage, gfalCopy, { spaceToken: 'ATLASDATADISK' }),
    smallDisks(),
  );
});
