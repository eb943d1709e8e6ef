import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallOptions } from '@panda-pilot/movers-core';
import { tree } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { linking } from '../src/linking.ts';
import { storm } from '../src/index.ts';
import { fakeClients, lcgTools } from './fake-clients.ts';

const call = { signal: new AbortController().signal } as CallOptions;

it('leaves no link when it is stopped before the storage knows that the file is no longer in use', async () => {
  const root = await tree({ stored: 'x' });
  const { mover } = await fakeClients(storm, lcgTools);
  const stopped = new Error('stop');
  const linked = linking(mover, () =>
    Promise.resolve({ path: join(root, 'stored'), release: () => Promise.reject(stopped) }),
  );
  const source = new URL('srm://se.example.org/srm/managerv2?SFN=/stored');
  await expect(linked.get(source, join(root, 'copy'), call)).rejects.toBe(stopped);
  expect(await readdir(root)).toEqual(['stored']);
});
