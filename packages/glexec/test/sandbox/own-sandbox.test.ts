import { chmod, mkdir, readFile, readdir, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir, tree } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { openOwnSandbox } from '../../src/sandbox/own-sandbox.ts';

it('makes the three directories, and finds them again with what is in them', async () => {
  const root = join(await tempDir(), 'a/sandbox');
  const first = await openOwnSandbox(root);
  await writeFile(join(first.work, 'file'), 'x');
  const second = await openOwnSandbox(root);
  expect((await readdir(root)).sort()).toEqual(['home', 'tmp', 'work']);
  expect(await readdir(second.work)).toEqual(['file']);
  expect(second.owner).toBe(process.geteuid?.());
  expect((await stat(second.home)).mode & 0o777).toBe(0o700);
});

it('says that it cannot be made', async () => {
  const root = await tree({ file: '' });
  await expect(openOwnSandbox(join(root, 'file/below'))).rejects.toMatchObject({ errorName: 'MKDIR' });
});

it('brings files in, once, for the payload alone', async () => {
  const root = await tree({ source: 'content' });
  const sandbox = await openOwnSandbox(join(root, 'sandbox'));
  await sandbox.bringIn(join(root, 'source'), 'work/input');
  expect(await readFile(join(sandbox.work, 'input'), 'utf8')).toBe('content');
  expect((await stat(join(sandbox.work, 'input'))).mode & 0o777).toBe(0o600);
  await expect(sandbox.bringIn(join(root, 'source'), 'work/input')).rejects.toMatchObject({
    errorName: 'FILE_HANDLING_FAILURE',
  });
  await expect(sandbox.bringIn(join(root, 'source'), '../escaped')).rejects.toThrow('no path below');
});

it('replaces a credential as a whole', async () => {
  const root = await tree({ old: 'old', new: 'new' });
  const sandbox = await openOwnSandbox(join(root, 'sandbox'));
  await sandbox.placeCredential(join(root, 'old'));
  const { ino } = await stat(sandbox.credential);
  await sandbox.placeCredential(join(root, 'new'));
  expect(await readFile(sandbox.credential, 'utf8')).toBe('new');
  expect((await stat(sandbox.credential)).ino).not.toBe(ino);
  expect(await readdir(sandbox.home)).toEqual(['credential']);
});

it('brings outputs out into new files', async () => {
  const root = await tempDir();
  const sandbox = await openOwnSandbox(join(root, 'sandbox'));
  await writeFile(join(sandbox.work, 'output'), 'result');
  expect(await sandbox.bringOut('work/output', join(root, 'copy'))).toBe(6);
  expect(await readFile(join(root, 'copy'), 'utf8')).toBe('result');
  await expect(sandbox.bringOut('work/output', join(root, 'copy'))).rejects.toMatchObject({
    errorName: 'FILE_HANDLING_FAILURE',
  });
  expect(await readFile(join(root, 'copy'), 'utf8')).toBe('result');
});

it('leaves nothing of an output that is too large', async () => {
  const root = await tempDir();
  const sandbox = await openOwnSandbox(join(root, 'sandbox'));
  await writeFile(join(sandbox.work, 'sparse'), '');
  await truncate(join(sandbox.work, 'sparse'), 2 ** 40);
  const bringing = sandbox.bringOut('work/sparse', join(root, 'copy'), { maxBytes: 100_000 });
  await expect(bringing).rejects.toThrow('work/sparse is larger than 100000 bytes');
  expect(await readdir(root)).toEqual(['sandbox']);
});

it('removes locked directories, and links without what they point to', async () => {
  const root = await tree({ 'precious/file': 'x' });
  const sandbox = await openOwnSandbox(join(root, 'sandbox'));
  await mkdir(join(sandbox.work, 'locked/inner'), { recursive: true });
  await writeFile(join(sandbox.work, 'locked/inner/file'), '');
  await symlink(join(root, 'precious'), join(sandbox.work, 'locked/inner/link'));
  await chmod(join(sandbox.work, 'locked/inner'), 0);
  await chmod(join(sandbox.work, 'locked'), 0);
  await sandbox.remove();
  expect(await readdir(root)).toEqual(['precious']);
  expect(await readdir(join(root, 'precious'))).toEqual(['file']);
  await sandbox.remove();
});
