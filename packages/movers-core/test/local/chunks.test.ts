import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { chunksOf, openRegularFile } from '../../src/index.ts';

describe('chunksOf', () => {
  it.each([0, 1, 1_048_576, 1_048_577, 5_000_000])('yields all of %i bytes in order', async (bytes) => {
    const path = join(await tempDir(), 'file');
    const content = randomBytes(bytes);
    await writeFile(path, content);
    const file = await openRegularFile(path);
    const chunks: Buffer[] = [];
    for await (const chunk of chunksOf(file)) chunks.push(Buffer.from(chunk));
    await file.close();
    expect(Buffer.concat(chunks).equals(content)).toBe(true);
  });

  it('may be left early', async () => {
    const path = join(await tempDir(), 'file');
    await writeFile(path, randomBytes(3_000_000));
    const file = await openRegularFile(path);
    for await (const chunk of chunksOf(file)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await file.close();
  });

  it('keeps a chunk until the next but one is asked for, and no two files in one place', async () => {
    const contents = [randomBytes(5_000_000), randomBytes(5_000_000)];
    const path = join(await tempDir(), 'file');
    await Promise.all(
      contents.map(async (content, index) => {
        await writeFile(`${path}-${index}`, content);
        const file = await openRegularFile(`${path}-${index}`);
        let seen = 0;
        let before: Uint8Array = new Uint8Array();
        for await (const chunk of chunksOf(file)) {
          await new Promise(setImmediate);
          const two = content.subarray(seen - before.length, seen + chunk.length);
          expect(Buffer.concat([before, chunk]).equals(two)).toBe(true);
          seen += chunk.length;
          before = chunk;
        }
        await file.close();
      }),
    );
  });
});
