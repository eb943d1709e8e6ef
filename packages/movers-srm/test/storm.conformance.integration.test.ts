import { describeMover } from '@panda-pilot/movers-core/conformance';
import { smallDisks } from '@panda-pilot/testkit';
import { storm } from '../src/index.ts';
import { fakeFixture, lcgTools } from './fake-clients.ts';

describeMover('storm', fakeFixture(storm, lcgTools, { linksInputs: true }), { ...smallDisks(), large: true });
