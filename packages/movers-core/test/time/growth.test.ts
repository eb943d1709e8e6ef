import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { tempDir } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { watchGrowth } from '../../src/time/growth.ts';

it('tells how large a file has become, and nothing once it is lifted', async () => {
  const path = join(await tempDir(), 'file.part');
  const seen: number[] = [];
  let grown = (): void => undefined;
  const lift = watchGrowth(path, 20, (bytes) => {
    seen.push(bytes);
    grown();
  });
  for (const text of ['byte', 'bytes']) {
    const growth = new Promise<void>((resolve) => (grown = resolve));
    await appendFile(path, text);
    await growth;
  }
  expect(seen).toEqual([4, 9]);
  lift();
  await appendFile(path, 'more');
  await wait(60);
  expect(seen).toEqual([4, 9]);
});
