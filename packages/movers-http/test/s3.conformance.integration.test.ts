import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { isMoverError } from '@panda-pilot/movers-core';
import { describeMover, type MakeFixture } from '@panda-pilot/movers-core/conformance';
import { tempDir, smallDisks } from '@panda-pilot/testkit';
import { openStore } from './s3-fixture.ts';

/** The storage is looked at by a mover of its own: an object store has no directory to look into. */
const fixtureWith =
  (settings: Record<string, unknown>): MakeFixture =>
  async () => {
    const store = await openStore();
    const options = { signal: new AbortController().signal, timeoutMs: 30_000, logger: silentLogger };
    const other = store.mover();
    const hidden = await tempDir();
    return {
      mover: store.mover(settings),
      directory: await tempDir(),
      url: store.url,
      async plant(name, content) {
        const path = join(hidden, randomUUID());
        await writeFile(path, content);
        await other.put(path, store.url(name), options);
      },
      async read(name) {
        const path = join(hidden, randomUUID());
        try {
          await other.get(store.url(name), path, options);
        } catch (error) {
          if (isMoverError(error, 'not-found')) return undefined;
          throw error;
        }
        return readFile(path);
      },
      list: store.list,
      // s3rver, unlike S3, keeps what has come of an object that is cut: these go in parts.
      weaknesses: { longTransferBytes: 65 * 2 ** 20 },
    };
  };

describeMover('s3', fixtureWith({}), smallDisks());
describeMover('s3 in parts', fixtureWith({ partMebibytes: 5 }));
