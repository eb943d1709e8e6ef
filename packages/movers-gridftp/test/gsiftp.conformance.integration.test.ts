import { describeMover } from '@panda-pilot/movers-core/conformance';
import { needsGridftp } from '@panda-pilot/testkit';
import { describe } from 'vitest';
import { gsiftp } from '../src/index.ts';
import { fixtureAt, useGridftp } from './gridftp-fixture.ts';

describe.skipIf(needsGridftp())('a real GridFTP server', () => {
  describeMover('gsiftp', fixtureAt(useGridftp(), gsiftp));
});
