import { describeMover } from '@panda-pilot/movers-core/conformance';
import { needsXrootd, startXrootd, type XrootdServer, serverExtremes } from '@panda-pilot/testkit';
import { afterAll, beforeAll, describe } from 'vitest';
import { xrdcp } from '../src/index.ts';
import { fixtureAt } from './xrootd-fixture.ts';

describe.skipIf(needsXrootd())('a real xrootd server', () => {
  let server: XrootdServer;
  beforeAll(async () => {
    server = await startXrootd();
  });
  afterAll(() => server.stop());

  describeMover(
    'xrdcp',
    fixtureAt(() => server, xrdcp),
    serverExtremes(() => server),
  );
});
