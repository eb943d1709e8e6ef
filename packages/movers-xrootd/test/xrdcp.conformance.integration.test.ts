import { describeMover } from '@panda-pilot/movers-core/conformance';
import { needsXrootd, startXrootd, type XrootdServer, onlyAsRoot, smallDisks } from '@panda-pilot/testkit';
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
    {
      ...smallDisks(),
      guarded: !onlyAsRoot(),
      large: process.env['PANDA_LARGE_FILES'] === 'true',
      async stall() {
        server.signal('SIGSTOP');
        return () => server.signal('SIGCONT');
      },
    },
  );
});
