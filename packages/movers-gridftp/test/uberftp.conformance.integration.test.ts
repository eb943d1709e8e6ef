import { describeMover } from '@panda-pilot/movers-core/conformance';
import { smallDisks } from '@panda-pilot/testkit';
import { uberftp } from '../src/index.ts';
import { oldFixture, uberftpTools } from './old-clients.ts';

describeMover('uberftp', oldFixture(uberftp, uberftpTools), smallDisks());
