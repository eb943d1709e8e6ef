import { link, mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { makeFifo, tempDir, tree } from '@panda-pilot/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { openRegularFile } from '../../src/sandbox/open-regular-file.ts';

const own = process.geteuid?.() ?? 0;

async function contentOf(root: string, path: string, owner = own): Promise<string> {
  const file = await openRegularFile(root, path, owner);
  try {
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

it('opens a plain file, however deep', async () => {
  const root = await tree({ 'a/b/c': 'deep', d: 'flat' });
  expect(await contentOf(root, 'a/b/c')).toBe('deep');
  expect(await contentOf(root, 'd')).toBe('flat');
});

it('follows no symbolic link, at the end or on the way', async () => {
  const root = await tree({ 'secret/file': 'x', 'box/own': 'x' });
  await symlink(join(root, 'secret/file'), join(root, 'box/link'));
  await symlink(join(root, 'secret'), join(root, 'box/directory'));
  for (const path of ['link', 'directory/file']) {
    await expect(contentOf(join(root, 'box'), path)).rejects.toThrow('is a symbolic link, or lies behind one');
  }
});

it('takes no file that has a second name', async () => {
  const root = await tree({ secret: 'x' });
  await link(join(root, 'secret'), join(root, 'link'));
  await expect(contentOf(root, 'link')).rejects.toThrow('has 2 names');
});

it.each(['fifo', 'socket', 'directory'])('neither takes nor waits for a %s', async (kind) => {
  const root = await tempDir();
  const path = join(root, 'it');
  if (kind === 'fifo') makeFifo(path);
  if (kind === 'directory') await mkdir(path);
  if (kind === 'socket') {
    const server = createServer().listen(path);
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
  }
  await expect(contentOf(root, 'it')).rejects.toThrow(/is no regular file|cannot be opened/);
});

it('takes no file of another owner', async () => {
  const root = await tree({ file: 'x' });
  await expect(contentOf(root, 'file', own + 1)).rejects.toThrow(`belongs to uid ${own}, not to the payload`);
});

it('says that a file is missing', async () => {
  const root = await tempDir();
  await writeFile(join(root, 'plain'), '');
  await expect(contentOf(root, 'missing')).rejects.toThrow('missing cannot be opened (ENOENT)');
  await expect(contentOf(root, 'plain/below')).rejects.toMatchObject({ errorName: 'FILE_HANDLING_FAILURE' });
});
