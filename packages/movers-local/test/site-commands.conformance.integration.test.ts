import { describeMover } from '@panda-pilot/movers-core/conformance';
import { smallDisks } from '@panda-pilot/testkit';
import { lsm, necp, unknown } from '../src/index.ts';
import { onDisk } from './cp-fixture.ts';
import { copyLast, questions, siteMover, unescapeUrls } from './site-fixture.ts';

const slow = { longTransferBytes: 30_000_000 };

describeMover(
  'lsm',
  onDisk(async () => {
    const script = unescapeUrls;
    return (await siteMover(lsm, { 'lsm-get': { script }, 'lsm-put': { script } })).mover;
  }, slow),
  { ...smallDisks(), large: true },
);

/** Goes into a directory when the destination is one, as every copy does. */
const necpScript = `last="\${@: -1}"
case $last in */) set -- "$1" "$last$(basename -- "$1")";; esac
${copyLast}`;

describeMover(
  'necp',
  onDisk(async () => (await siteMover(necp, { necp: { script: necpScript } })).mover, slow),
  { ...smallDisks(), large: true },
);

describeMover(
  'unknown',
  onDisk(async () => {
    const tool = { script: copyLast };
    const settings = { ...questions, get: ['fetch', '{path}', '{destination}'], put: ['store', '{source}', '{path}'] };
    return (await siteMover(unknown, { fetch: tool, store: tool }, settings)).mover;
  }, slow),
  { ...smallDisks(), large: true },
);
