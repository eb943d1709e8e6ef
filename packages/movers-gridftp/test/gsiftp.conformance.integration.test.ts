import { describeDamage, describeMover } from '@panda-pilot/movers-core/conformance';
import { needsGridftp, smallDisks } from '@panda-pilot/testkit';
import { describe } from 'vitest';
import { cog, gsiftp, uberftp } from '../src/index.ts';
import { fixtureAt, useGridftp } from './gridftp-fixture.ts';

describe.skipIf(needsGridftp())('a real GridFTP server', () => {
  const grid = useGridftp();
  const stall = async (): Promise<() => void> => {
    grid().server.signal('SIGSTOP');
    return () => grid().server.signal('SIGCONT');
  };
  const large = process.env['PANDA_LARGE_FILES'] === 'true';
  describeMover('gsiftp', fixtureAt(grid, gsiftp), { ...smallDisks(), stall, large });
  for (const definition of [cog, uberftp]) describeDamage(definition.name, fixtureAt(grid, definition));
});
