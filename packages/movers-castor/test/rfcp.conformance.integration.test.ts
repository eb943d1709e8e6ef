import { describeMover } from '@panda-pilot/movers-core/conformance';
import { smallDisks } from '@panda-pilot/testkit';
import { rfcp, rfcpLfc, rfcpSvcClass } from '../src/index.ts';
import { rfioFixture } from './fixtures.ts';

describeMover('rfcp', rfioFixture(rfcp), { ...smallDisks(), large: true });
describeMover('rfcpsvcclass', rfioFixture(rfcpSvcClass, { serviceClasses: [{ path: '/castor/', name: 'disk' }] }), {
  ...smallDisks(),
  large: true,
});
describeMover('rfcplfc', rfioFixture(rfcpLfc), { ...smallDisks(), large: true });
