import { describeMover } from '@panda-pilot/movers-core/conformance';
import { smallDisks } from '@panda-pilot/testkit';
import { srmcp } from '../src/index.ts';
import { fakeFixture, srmTools } from './fake-clients.ts';

describeMover('srmcp', fakeFixture(srmcp, srmTools), smallDisks());
