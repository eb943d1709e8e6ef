import { describeMover } from '@panda-pilot/movers-core/conformance';
import { smallDisks } from '@panda-pilot/testkit';
import { mv } from '../src/index.ts';
import { noTools, onDisk } from './cp-fixture.ts';

describeMover(
  'mv',
  onDisk(() => mv.create(mv.parseOptions(undefined), noTools), { instant: true }),
  { ...smallDisks(), large: true },
);
