import { describeMover } from '@panda-pilot/movers-core/conformance';
import { smallDisks } from '@panda-pilot/testkit';
import { makeCpFixture } from './cp-fixture.ts';

describeMover('cp', makeCpFixture, {
  ...smallDisks(),
  large: process.env['PANDA_LARGE_FILES'] === 'true',
});
