import { chmod, readFile, writeFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { makeFifo, tempDir, tree } from '@panda-pilot/testkit';
import { findFlawIn, isBelieved, needsShell } from '../../src/spawning/executable.ts';

const env = { PATH: '/usr/bin:/bin' };
const flawOf = (file: string, cwd = '/', path = env.PATH) => findFlawIn({ file, env: { PATH: path }, cwd });

it('finds nothing wrong with a program, by path, by name, relative to the directory', async () => {
  expect(await flawOf('/bin/sh')).toBeUndefined();
  expect(await flawOf('sh')).toBeUndefined();
  expect(await flawOf('bin/sh', '/')).toBeUndefined();
  expect(await findFlawIn({ file: 'sh', env: {}, cwd: '/' })).toBeUndefined();
});

it('takes the first program of PATH that may be executed', async () => {
  const root = await tree({ 'a/tool': 'not executable', 'b/tool*': '#!/bin/sh\n' });
  expect(await flawOf('tool', '/', `${root}/none:${root}/a:${root}/b`)).toBeUndefined();
  expect(await flawOf('tool', '/', `${root}/none:${root}/a`)).toMatchObject({ code: 'EACCES', which: 'file' });
  expect(await flawOf('tool', '/', `${root}/none`)).toMatchObject({ code: 'ENOENT', which: 'file' });
});

it('does not look into PATH for a path', async () => {
  const root = await tree({ 'a/tool*': '#!/bin/sh\n' });
  expect(await flawOf('./tool', '/', `${root}/a`)).toMatchObject({ code: 'ENOENT' });
});

it.each([
  ['', 'ENOENT'],
  ['/no/such/file', 'ENOENT'],
  ['/etc/passwd/x', 'ENOTDIR'],
  ['/tmp', 'EACCES'],
])('knows what is wrong with "%s": %s', async (file, code) => {
  expect(await flawOf(file)).toMatchObject({ kind: 'not-started', which: 'file', code });
});

it('does not open what may block', async () => {
  const fifo = join(await tempDir(), 'fifo');
  makeFifo(fifo);
  await chmod(fifo, 0o755);
  expect(await flawOf(fifo)).toMatchObject({ code: 'EACCES' });
});

it('knows text without an interpreter, which execvp would hand to the shell', async () => {
  const root = await tree({ 'text*': 'echo x\n', 'empty*': '' });
  const flaw = await flawOf(join(root, 'text'));
  expect(flaw).toMatchObject({ code: 'ENOEXEC' });
  expect(flaw && needsShell(flaw)).toBe(true);
  expect(await flawOf(join(root, 'empty'))).toMatchObject({ code: 'ENOEXEC' });
});

it('knows a program of another processor', async () => {
  const elf = Buffer.alloc(64);
  elf.write('\u007FELF\u0002\u0001\u0001', 'latin1');
  elf.writeUInt16LE(process.arch === 's390x' ? 62 : 22, 18);
  const root = await tree({ 'foreign*': elf });
  const flaw = await flawOf(join(root, 'foreign'));
  expect(flaw).toMatchObject({ code: 'ENOEXEC' });
  expect(flaw && needsShell(flaw)).toBe(false);
});

it.each([8, 60])('knows what is left of a program that was cut short after %i bytes', async (bytes) => {
  const root = await tree({ 'half*': (await readFile('/bin/sh')).subarray(0, bytes) });
  const flaw = await flawOf(join(root, 'half'));
  expect(flaw).toMatchObject({ code: 'ENOEXEC', message: expect.stringContaining('cut short') as string });
  expect(flaw && needsShell(flaw)).toBe(false);
});

it('knows an object file that claims to be executable', async () => {
  const elf = Buffer.from((await readFile('/bin/sh')).subarray(0, 64));
  elf.fill(0, 16, 18);
  elf[endianness() === 'LE' ? 16 : 17] = 1;
  const root = await tree({ 'object*': elf });
  expect(await flawOf(join(root, 'object'))).toMatchObject({
    code: 'ENOEXEC',
    message: expect.stringContaining('no program') as string,
  });
});

it('believes for a while what it has seen, unless it is asked to look afresh', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const root = await tree({ 'tool*': '#!/bin/sh\n' });
  const file = join(root, 'tool');
  const program = { file: 'tool', env: { PATH: `/no/such:${root}` }, cwd: '/' };
  expect(isBelieved(program)).toBe(false);
  expect(await flawOf(file)).toBeUndefined();
  expect(isBelieved(program)).toBe(true);
  await writeFile(file, 'echo x');
  vi.advanceTimersByTime(1999);
  expect(await flawOf(file)).toBeUndefined();
  vi.advanceTimersByTime(1);
  expect(isBelieved(program)).toBe(false);
  await writeFile(file, '#!/bin/sh\n');
  expect(await flawOf(file)).toBeUndefined();
  await writeFile(file, 'echo x');
  expect(await findFlawIn({ file, env, cwd: '/' }, 'afresh')).toMatchObject({ code: 'ENOEXEC' });
  expect(isBelieved(program)).toBe(false);
});
