import { describeMover } from '@panda-pilot/movers-core/conformance';
import { rfcp, rfcpLfc, rfcpSvcClass } from '../src/index.ts';
import { rfioFixture } from './fixtures.ts';

describeMover('rfcp', rfioFixture(rfcp));
describeMover('rfcpsvcclass', rfioFixture(rfcpSvcClass, { serviceClasses: [{ path: '/castor/', name: 'disk' }] }));
describeMover('rfcplfc', rfioFixture(rfcpLfc));
