import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { directoryFlaw, findFlawInDirectory } from '../../src/spawning/work-directory.ts';

it('finds nothing wrong with a directory, nor with ours', async () => {
  expect(await findFlawInDirectory('/')).toBeUndefined();
  expect(await findFlawInDirectory(undefined)).toBeUndefined();
});

it('tells what is missing from what is none', async () => {
  const root = await tree({ file: 'x' });
  expect(await findFlawInDirectory(join(root, 'none'))).toMatchObject({ which: 'cwd', code: 'ENOENT' });
  expect(await findFlawInDirectory(join(root, 'file'))).toMatchObject({ which: 'cwd', code: 'ENOTDIR' });
  expect(directoryFlaw('EACCES', '/secret').message).toContain('/secret');
});
