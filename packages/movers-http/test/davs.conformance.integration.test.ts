import { describeMover, type MoverWeaknesses } from '@panda-pilot/movers-core/conformance';
import { needsXrootd, startXrdHttp, type XrdHttpServer, serverExtremes } from '@panda-pilot/testkit';
import { afterAll, beforeAll, describe } from 'vitest';
import { davs } from '../src/index.ts';
import { fixtureAt, toolsWith } from './http-fixture.ts';

describe.skipIf(needsXrootd())('XrdHttp over TLS, with a proxy', () => {
  let server: XrdHttpServer;
  beforeAll(async () => {
    server = await startXrdHttp();
  });
  afterAll(() => server.stop());

  // XrdHttp 5.5.3 hangs up without a word where its last write failed.
  const weaknesses: MoverWeaknesses = { refusedNames: ['hash#tag?query'], fullStorage: ['no-space', 'network'] };
  const storage = () => ({ url: `davs://${server.host}`, root: server.root, plant: server.plant });
  const mover = () => {
    const { proxy: proxyFile, authorities: caDirectory } = server.credentials;
    return davs.create(davs.parseOptions({ proxyFile, caDirectory }), toolsWith());
  };
  describeMover(
    'davs',
    fixtureAt(storage, mover, weaknesses),
    serverExtremes(() => server),
  );
});
