import { pathToFileURL } from 'node:url';
import { describeMover } from '@panda-pilot/movers-core/conformance';
import { directoryStorage, needsTool, tempDir, smallDisks } from '@panda-pilot/testkit';
import { describe } from 'vitest';
import { bnlDccp, dccp, dccpLfc } from '../src/index.ts';
import { doorFixture, moverWith } from './fixtures.ts';

describe('through doors', () => {
  for (const definition of [dccp, dccpLfc, bnlDccp])
    describeMover(definition.name, doorFixture(definition), smallDisks());
});

describe.skipIf(needsTool('dccp'))('the real dccp in a mounted name space', () => {
  describeMover(
    'dccp',
    async () => {
      const storage = directoryStorage(await tempDir());
      return {
        mover: moverWith(dccp, { PATH: '/usr/bin' }, { checksums: [] }),
        directory: await tempDir(),
        url: (name) => pathToFileURL(storage.pathOf(name)),
        ...storage,
      };
    },
    smallDisks(),
  );
});
