import { describeMover } from '@panda-pilot/movers-core/conformance';
import { needsXrootd, startXrdHttp, type XrdHttpServer } from '@panda-pilot/testkit';
import { afterAll, beforeAll, describe } from 'vitest';
import { davs } from '../src/index.ts';
import { fixtureAt, toolsWith } from './http-fixture.ts';

describe.skipIf(needsXrootd())('XrdHttp over TLS, with a proxy', () => {
  let server: XrdHttpServer;
  beforeAll(async () => {
    server = await startXrdHttp();
  });
  afterAll(() => server.stop());

  const storage = () => ({ url: `davs://${server.host}`, root: server.root, plant: server.plant });
  const mover = () => {
    const { proxy: proxyFile, authorities: caDirectory } = server.credentials;
    return davs.create(davs.parseOptions({ proxyFile, caDirectory }), toolsWith());
  };
  describeMover('davs', fixtureAt(storage, mover, { refusedNames: ['hash#tag?query'] }));
});
