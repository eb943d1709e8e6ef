import { closeSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeFifo, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { openPayloadFile } from '../../src/payload/open-payload-file.ts';

describe('openPayloadFile', () => {
  it('opens a regular file and tells of it', async () => {
    const work = await tree({ a: 'abc' });
    const file = openPayloadFile(join(work, 'a'));
    expect(file?.stat.size).toBe(3);
    if (file !== undefined) closeSync(file.descriptor);
  });

  it('opens no link, no FIFO, no device, no directory, nothing that is not there', async () => {
    const work = await tree({ a: 'x', 'd/b': 'y' });
    symlinkSync(join(work, 'a'), join(work, 'link'));
    makeFifo(join(work, 'fifo'));
    for (const name of ['link', 'fifo', 'd', 'absent']) expect(openPayloadFile(join(work, name))).toBeUndefined();
    expect(openPayloadFile('/dev/null')).toBeUndefined();
  });
});
