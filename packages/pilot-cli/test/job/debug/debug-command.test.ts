import { startCommand } from '@panda-pilot/timed-command';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { runDebugCommand } from '../../src/job/debug-command.ts';

const env = { PATH: process.env['PATH'] ?? '' };

describe('runDebugCommand', () => {
  it('answers tail and ls of the work directory', async () => {
    const directory = await tree({ 'payload.stdout': 'one\ntwo\nthree\n' });
    expect(await runDebugCommand('tail -n2 payload.stdout', { directory, env, startCommand })).toBe(
      '$ tail -n2 payload.stdout\ntwo\nthree\n',
    );
    expect(await runDebugCommand('ls', { directory, env, startCommand })).toContain('payload.stdout');
  });

  it('hides secrets and keeps to what the server stores', async () => {
    const directory = await tree({ 'payload.stdout': `${'x'.repeat(5000)}\nhttps://joe:secret@se.example/f\n` });
    const answer = await runDebugCommand('tail payload.stdout', { directory, env, startCommand });
    expect(answer.length).toBeLessThanOrEqual(2048);
    expect(answer).not.toContain('secret');
  });

  it.each([
    'rm -rf .',
    'cat payload.stdout',
    'tail /etc/passwd',
    'ls ../..',
    'tail payload.stdout; rm x',
    'ls $(id)',
    'tail -f payload.stdout',
    'ps --help',
    'gdb',
    '',
  ])('refuses %j', async (text) => {
    const directory = await tree({});
    expect(await runDebugCommand(text, { directory, env, startCommand })).toMatch(/^refused: /);
  });
});
