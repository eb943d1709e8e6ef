import { describeMover } from '@panda-pilot/movers-core/conformance';
import { smallDisks } from '@panda-pilot/testkit';
import { lcgCp, lcgCp2 } from '../src/index.ts';
import { fakeFixture, lcgTools } from './fake-clients.ts';

describeMover('lcg-cp', fakeFixture(lcgCp, lcgTools), { ...smallDisks(), large: true });
describeMover('lcg-cp2', fakeFixture(lcgCp2, lcgTools), { ...smallDisks(), large: true });
