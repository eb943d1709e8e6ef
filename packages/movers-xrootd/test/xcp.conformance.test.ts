import { describeMover, type MakeFixture } from '@panda-pilot/movers-core/conformance';
import { directoryStorage, smallDisks, tempDir } from '@panda-pilot/testkit';
import { xcp } from '../src/index.ts';
import { fakeClients } from './fake-fixture.ts';

/** A site's xcp, which is a cp with preloaded libraries: it drops what follows `?`, and takes its time over what is long. */
const script = `[ "$(/usr/bin/stat -c %s -- "$1")" -lt 30000000 ] || /bin/sleep 0.4
exec /bin/cp -- "$1" "\${2%%\\?*}"`;

const makeFixture: MakeFixture = async () => {
  const storage = directoryStorage(await tempDir());
  const { mover } = await fakeClients({ xcp: { script } }, { definition: xcp });
  return {
    mover,
    directory: await tempDir(),
    weaknesses: { refusedNames: ['hash#tag?query'], longTransferBytes: 30_000_000 },
    url: (name) => new URL(`root://mounted/${storage.pathOf(name).split('/').map(encodeURIComponent).join('/')}`),
    ...storage,
  };
};

describeMover('xcp', makeFixture, smallDisks());
