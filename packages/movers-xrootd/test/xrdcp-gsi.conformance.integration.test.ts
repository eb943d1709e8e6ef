import { describeDamage } from '@panda-pilot/movers-core/conformance';
import { needsXrootd } from '@panda-pilot/testkit';
import { describe } from 'vitest';
import { xrdcp } from '../src/index.ts';
import { fixtureAt, useGsiServer } from './xrootd-fixture.ts';

/** The whole suite runs without GSI: it is the same programs with the same arguments. */
describe.skipIf(needsXrootd())('a real xrootd server that wants GSI and TLS', () => {
  const { server, credentials } = useGsiServer();
  describeDamage('xrdcp', fixtureAt(server, xrdcp, credentials));
});
