import { expect, it } from 'vitest';
import { sudo } from '../../src/identity/sudo.ts';

it('asks for no password and puts the command last', () => {
  const { file, args, env } = sudo({ account: 'payload1' }).entry(['/usr/bin/env', '-i', 'x']);
  expect([file, ...args]).toEqual(['/usr/bin/sudo', '-n', '-u', 'payload1', '--', '/usr/bin/env', '-i', 'x']);
  expect(Object.keys(env).sort()).toEqual(['LC_ALL', 'PATH']);
});

it.each(['', '-u', 'a b', 'a;b', '#x'])('takes %j for no account', (account) => {
  expect(() => sudo({ account })).toThrow('names no account');
});

it('passes on what sudo says', () => {
  const { error, passing } = sudo({ account: 'payload1' }).refusal(
    { kind: 'exited', exitCode: 1 },
    'sudo: a password is required',
  );
  expect(passing).toBe(false);
  expect(error).toMatchObject({ code: 1226, hint: expect.stringContaining('NOPASSWD') });
  expect(error.message).toContain('sudo -u payload1 failed with exit code 1: sudo: a password is required');
});

it('says that sudo is missing', async () => {
  await expect(sudo({ account: 'x', file: '/nonexistent/sudo' }).prepare()).rejects.toThrow(
    '/nonexistent/sudo is not installed',
  );
});
