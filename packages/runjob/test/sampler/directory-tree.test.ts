import { appendFile, link, mkdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { type DirectoryTreeOptions, createDirectoryTree } from '../../src/sampler/directory-tree.ts';
import { isLog, isProgress } from '../../src/sampler/relevant-files.ts';

const kilobytes = (count: number): Buffer => Buffer.alloc(count * 1024, 'x');

async function aTree(options: Partial<DirectoryTreeOptions> = {}): Promise<{
  readonly root: string;
  readonly tree: ReturnType<typeof createDirectoryTree>;
}> {
  const root = await tempDir();
  return { root, tree: createDirectoryTree({ roots: [root], isRelevant: isProgress, isLog, ...options }) };
}

describe('a directory tree', () => {
  it('counts what is there, and what comes, grows and goes', async () => {
    const { root, tree } = await aTree();
    await mkdir(join(root, 'a/b'), { recursive: true });
    await writeFile(join(root, 'a/b/one'), kilobytes(100));
    const first = await tree.pass();
    expect(first.files).toBe(1);
    expect(first.sizeBytes).toBeGreaterThanOrEqual(100 * 1024);
    await appendFile(join(root, 'a/b/one'), kilobytes(200));
    await writeFile(join(root, 'two'), kilobytes(50));
    const second = await tree.pass();
    expect(second.files).toBe(2);
    expect(second.sizeBytes - first.sizeBytes).toBeGreaterThanOrEqual(250 * 1024);
    await rm(join(root, 'a'), { recursive: true });
    const third = await tree.pass();
    expect(third.files).toBe(1);
    expect(third.sizeBytes).toBeLessThan(100 * 1024);
  });

  it('comes back to a directory that was moved, removed and made again', async () => {
    const { root, tree } = await aTree();
    await mkdir(join(root, 'a'));
    await writeFile(join(root, 'a/one'), kilobytes(4));
    await tree.pass();
    await rename(join(root, 'a'), join(root, 'b'));
    expect((await tree.pass()).files).toBe(1);
    await rm(root, { recursive: true });
    expect(await tree.pass()).toMatchObject({ files: 0, sizeBytes: 0 });
    await mkdir(root);
    await writeFile(join(root, 'new'), kilobytes(4));
    expect((await tree.pass()).files).toBe(1);
  });

  it('takes a file for one that has several names, and follows no link', async () => {
    const { root, tree } = await aTree();
    await writeFile(join(root, 'one'), kilobytes(400));
    await link(join(root, 'one'), join(root, 'also-one'));
    await symlink('/', join(root, 'everything'));
    await symlink(root, join(root, 'self'));
    const { files, sizeBytes } = await tree.pass();
    expect(files).toBe(4);
    expect(sizeBytes).toBeLessThan(500 * 1024);
  });

  it('looks at quiet files in turn: growth of any is seen after a round', async () => {
    const { root, tree } = await aTree({ quietFilesAPass: 10 });
    const old = new Date(Date.now() - 3_600_000);
    for (let index = 0; index < 40; index += 1) {
      await writeFile(join(root, `f${index}`), 'x');
      await utimes(join(root, `f${index}`), old, old);
    }
    await tree.pass();
    await appendFile(join(root, 'f39'), kilobytes(100));
    const sizes: number[] = [];
    for (let pass = 0; pass < 5; pass += 1) sizes.push((await tree.pass()).sizeBytes);
    expect((sizes.at(-1) ?? 0) - 40 * 4096).toBeGreaterThan(90 * 1024);
  });

  it('tells the latest change of a file that shows progress; a forged time shows none', async () => {
    const { root, tree } = await aTree();
    await writeFile(join(root, 'result'), 'x');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await writeFile(join(root, 'module.pyc'), 'x');
    const before = Date.now();
    const first = await tree.pass();
    expect(first.newest?.path).not.toContain('.pyc');
    await appendFile(join(root, 'module.pyc'), 'x');
    expect((await tree.pass()).newest).toEqual(first.newest);
    const future = new Date(Date.now() + 86_400_000);
    await utimes(join(root, 'result'), future, future);
    const { newest } = await tree.pass();
    expect(newest?.path).toBe(join(root, 'result'));
    expect(newest?.changedMs).toBeGreaterThanOrEqual(before - 20);
    expect(newest?.changedMs).toBeLessThanOrEqual(Date.now() + 20);
  });

  it('names the logs of transformations', async () => {
    const { root, tree } = await aTree();
    await mkdir(join(root, 'run'));
    await writeFile(join(root, 'run/log.EVNTtoHITS'), 'x');
    await writeFile(join(root, 'catalog.txt'), 'x');
    expect((await tree.pass()).logs).toEqual([join(root, 'run/log.EVNTtoHITS')]);
    await rm(join(root, 'run'), { recursive: true });
    expect((await tree.pass()).logs).toEqual([]);
  });

  it('is not filled by files without number', async () => {
    const { root, tree } = await aTree({ mostFiles: 5 });
    for (let index = 0; index < 20; index += 1) await writeFile(join(root, `f${index}`), 'x');
    expect((await tree.pass()).files).toBe(5);
    expect((await tree.pass()).files).toBe(5);
  });

  it('ends a pass that nobody waits for', async () => {
    const { root, tree } = await aTree({ signal: AbortSignal.abort() });
    await writeFile(join(root, 'one'), 'x');
    expect((await tree.pass()).files).toBe(0);
  });
});
