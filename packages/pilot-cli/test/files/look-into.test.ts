import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { lookInto } from '../../src/files/look-into.ts';

it('tells a directory that is empty from one that cannot be seen', async () => {
  const root = await tree({ file: '' });
  await expect(lookInto(root)).resolves.toBeUndefined();
  await expect(lookInto(join(root, 'none'))).rejects.toThrow(`${root}/none is not there`);
  await expect(lookInto(join(root, 'file'))).rejects.toThrow(`${root}/file is no directory`);
});
