import { describeDamage, describeMover } from '@panda-pilot/movers-core/conformance';
import { needsGridftp, serverExtremes } from '@panda-pilot/testkit';
import { describe } from 'vitest';
import { cog, gsiftp, uberftp } from '../src/index.ts';
import { fixtureAt, useGridftp } from './gridftp-fixture.ts';

describe.skipIf(needsGridftp())('a real GridFTP server', () => {
  const grid = useGridftp();
  describeMover('gsiftp', fixtureAt(grid, gsiftp), {
    ...serverExtremes(() => grid().server),
    // It takes everybody for the user who started it.
    guarded: false,
  });
  for (const definition of [cog, uberftp]) describeDamage(definition.name, fixtureAt(grid, definition));
});
