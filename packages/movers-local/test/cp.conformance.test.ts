import { describeMover } from '@panda-pilot/movers-core/conformance';
import { makeCpFixture } from './cp-fixture.ts';

describeMover('cp', makeCpFixture);
