import { execFileSync } from 'node:child_process';
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { masksFor } from '@panda-pilot/runjob';
import { startCommand } from '@panda-pilot/timed-command';
import { tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { runDebugCommand } from '../../../src/job/debug/debug-command.ts';

const env = { PATH: process.env['PATH'] ?? '' };
const ask = (text: string, directory: string): Promise<string> =>
  runDebugCommand(text, { directory, env, startCommand, masks: masksFor('{"key":"owners-secret"}') });

describe('runDebugCommand', () => {
  const lines = Array.from({ length: 12 }, (_, index) => `line ${index + 1}\n`).join('');

  it.each([
    ['tail -n1 a.log', 'line 12\n'],
    ['ls', 'a.log\nopen.log\nsub\n'],
    ['ls s*b none', 'none is not there\ndeep\n'],
    ['ls *.root', '*.root is not there\n'],
  ])('answers %s', async (text, printed) => {
    const directory = await tree({ 'a.log': lines, 'open.log': 'some\nno end', 'sub/deep': 'deep\n' });
    expect(await ask(text, directory)).toBe(`$ ${text}\n${printed}`);
  });

  it('answers ps and du', async () => {
    const directory = await tree({ a: 'x' });
    expect(await ask('ps -f', '/')).toMatch(/^\$ ps -f\n|\d\d:\d\d:\d\d /);
    expect(await ask('ps aux', directory)).toMatch(/ \d+:\d\d /);
    expect(await ask('du -sh', directory)).toMatch(/^\$ du -sh\n\S+\\t\.\n$/);
  });

  it('hides secrets and keeps to what the server stores', async () => {
    const directory = await tree({
      'payload.stdout': `${'x'.repeat(5000)}\nhttps://joe:secret@se.example/f owners-secret\n`,
    });
    const answer = await ask('tail payload.stdout', directory);
    expect(answer.length).toBeLessThanOrEqual(2048);
    expect(answer).not.toContain('secret');
  });

  it('shows not even a part of the secrets of the owner', async () => {
    const directory = await tree({ 'panda_secrets.json': '{"key":"owners-secret"}' });
    await symlink('panda_secrets.json', join(directory, 'other'));
    for (const name of ['panda_secrets.json', 'panda*', 'other']) {
      expect(await ask(`tail -c15 ${name}`, directory)).toBe(`$ tail -c15 ${name}\ncannot be read\n`);
    }
  });

  it('shows nothing that a payload has linked to, or put in the place of a file', async () => {
    const directory = await tree({ 'work/inner': 'mine\n' });
    const work = join(directory, 'work');
    await writeFile(join(directory, 'proxy'), 'private key\n');
    await symlink(join(directory, 'proxy'), join(work, 'payload.stdout'));
    await symlink(directory, join(work, 'away'));
    await symlink('inner', join(work, 'other'));
    execFileSync('mkfifo', [join(work, 'fifo')]);
    expect(await ask('tail payload.stdout', work)).toBe('$ tail payload.stdout\npayload.stdout is not there\n');
    expect(await ask('tail away/proxy', work)).toContain('is not there');
    expect(await ask('tail away/*', work)).toContain('is not there');
    expect(await ask('ls away/', work)).toContain('is not there');
    expect(await ask('tail fifo', work)).toBe('$ tail fifo\ncannot be read\n');
    expect(await ask('tail other', work)).toBe('$ tail other\nmine\n');
    await rename(work, join(directory, 'was-work'));
    await symlink(directory, work);
    expect(await ask('tail proxy', work)).toContain('is not there');
  });

  it('answers though the directory is gone', async () => {
    const directory = join(await tempDir(), 'gone/work');
    expect(await ask('tail payload.stdout', directory)).toContain('ENOENT');
    await mkdir(dirname(directory));
    expect(await ask('tail payload.stdout', directory)).toContain('is not there');
  });

  it.each([
    'rm -rf .',
    'cat payload.stdout',
    'constructor',
    'tail /etc/passwd',
    'ls ../..',
    'tail payload.stdout; rm x',
    'ls $(id)',
    'tail -f payload.stdout',
    'ps --help',
    'ps auxe',
    'ps -auxe',
    'gdb',
    '',
  ])('refuses %j', async (text) => {
    const directory = await tree({});
    expect(await ask(text, directory)).toMatch(/^refused: /);
  });
});
