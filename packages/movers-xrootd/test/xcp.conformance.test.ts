import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describeMover, type MakeFixture } from '@panda-pilot/movers-core/conformance';
import { tempDir, smallDisks } from '@panda-pilot/testkit';
import { xcp } from '../src/index.ts';
import { fakeClients } from './fake-fixture.ts';

/** A site's xcp, which is a cp with preloaded libraries: it drops what follows `?`, and takes its time over what is long. */
const script = `[ "$(/usr/bin/stat -c %s -- "$1")" -lt 30000000 ] || /bin/sleep 0.4
exec /bin/cp -- "$1" "\${2%%\\?*}"`;

const makeFixture: MakeFixture = async () => {
  const storage = await tempDir();
  const { mover } = await fakeClients({ xcp: { script } }, { definition: xcp });
  const pathOf = (name: string): string => join(storage, name);
  const list = async (): Promise<readonly string[]> => {
    const found = await readdir(storage, { recursive: true, withFileTypes: true });
    return found.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  };
  return {
    mover,
    pathOf,
    directory: await tempDir(),
    weaknesses: { refusedNames: ['hash#tag?query'], longTransferBytes: 30_000_000 },
    url: (name) => new URL(`root://mounted/${pathOf(name).split('/').map(encodeURIComponent).join('/')}`),
    async plant(name, content) {
      await mkdir(dirname(pathOf(name)), { recursive: true });
      await writeFile(pathOf(name), content);
    },
    read: async (name) => ((await list()).includes(name.split('/').at(-1) ?? '') ? readFile(pathOf(name)) : undefined),
    list,
  };
};

describeMover('xcp', makeFixture, smallDisks());
