import { describeMover } from '@panda-pilot/movers-core/conformance';
import { lcgCp, lcgCp2 } from '../src/index.ts';
import { fakeFixture, lcgTools } from './fake-clients.ts';

describeMover('lcg-cp', fakeFixture(lcgCp, lcgTools));
describeMover('lcg-cp2', fakeFixture(lcgCp2, lcgTools));
