import { appendFileSync, chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFifo, tempDir, tree } from '@panda-pilot/testkit';
import { extract, list } from 'tar';
import { describe, expect, it } from 'vitest';
import { tarStream } from '../../src/log/tar-stream.ts';

/** Packs `work` and lets `meddle` in as soon as the header of `name` has come out. */
async function packWhile(root: string, name = '', meddle: () => void = () => undefined): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of tarStream({ root, folders: ['work'], prefix: 'top', accepts: () => true })) {
    chunks.push(chunk);
    if (name !== '' && Buffer.from(chunk.subarray(0, 100)).includes(name)) meddle();
  }
  const out = await tempDir();
  await writeFile(join(out, 'a.tar'), Buffer.concat(chunks));
  await extract({ file: join(out, 'a.tar'), cwd: out, strict: true });
  return out;
}

describe('tarStream', () => {
  const size = 200_000;
  it.each([
    ['grows', (file: string) => appendFileSync(file, 'more'), 'x'.repeat(size)],
    ['is emptied', (file: string) => truncateSync(file), '\0'.repeat(size)],
    ['is replaced', (file: string) => rmSync(file), 'x'.repeat(size)],
  ])('packs a file that %s meanwhile at the length that it had, and what comes after it', async (_, change, packed) => {
    const root = await tree({ 'work/file': 'x'.repeat(size), 'work/later': 'whole' });
    const out = await packWhile(root, 'work/file', () => change(join(root, 'work/file')));
    expect(readFileSync(join(out, 'top/work/file'), 'utf8') === packed).toBe(true);
    expect(readFileSync(join(out, 'top/work/later'), 'utf8')).toBe('whole');
  });

  it('does without what vanishes, or becomes a FIFO, before it is opened', async () => {
    const root = await tree({ 'work/a': '1', 'work/b': '2', 'work/c': '3', 'work/d': '4' });
    const out = await packWhile(root, 'work/a', () => {
      rmSync(join(root, 'work/b'));
      rmSync(join(root, 'work/c'));
      makeFifo(join(root, 'work/c'));
    });
    const names: string[] = [];
    await list({ file: join(out, 'a.tar'), onReadEntry: ({ path }) => names.push(path) });
    expect(names).toEqual(['top/work/', 'top/work/a', 'top/work/d']);
  });

  it('names in the last entry what it could not read', async () => {
    const root = await tree({ 'work/a': '1', 'work/b': '2' });
    const out = await packWhile(root, 'work/a', () => {
      rmSync(join(root, 'work/b'));
      symlinkSync('/etc/passwd', join(root, 'work/b'));
    });
    expect(readFileSync(join(out, 'top/left-out.txt'), 'utf8')).toBe('work/b: ELOOP\n');
  });

  it('keeps long paths and links, and gives nobody more rights than there were', async () => {
    const deep = `work/${'directory-with-a-long-name/'.repeat(12)}`;
    const root = await tree({ 'work/a': '1' });
    mkdirSync(join(root, deep), { recursive: true });
    await writeFile(join(root, deep, 'ü'), 'deep');
    symlinkSync('a', join(root, 'work/link'));
    chmodSync(join(root, 'work/a'), 0o4711);
    const out = await packWhile(root);
    expect(readFileSync(join(out, 'top', deep, 'ü'), 'utf8')).toBe('deep');
    const entries = new Map<string, { readonly mode: number | undefined; readonly linkpath: string | undefined }>();
    await list({
      file: join(out, 'a.tar'),
      onReadEntry: ({ path, mode, linkpath }) => entries.set(path, { mode, linkpath }),
    });
    expect(entries.get('top/work/link')?.linkpath).toBe('a');
    expect(entries.get('top/work/a')?.mode).toBe(0o711);
  });
});
