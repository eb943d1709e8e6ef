import { describe, expect, it } from 'vitest';
import type { CommandOptions } from '../src/command.ts';
import { findFlaw } from '../src/find-flaw.ts';

const env = { PATH: '/usr/bin:/bin' };
const flawOf = (options: Partial<CommandOptions>, file = 'true', args: readonly string[] = []) =>
  findFlaw(file, args, { env, ...options });

it('finds nothing wrong with a sound command', () => {
  expect(flawOf({ timeoutMs: 0, graceMs: 0, maxOutputBytes: 0, cwd: '/' })).toBeUndefined();
  expect(flawOf({ timeoutMs: Number.POSITIVE_INFINITY, graceMs: Number.MAX_VALUE })).toBeUndefined();
});

describe('refuses', () => {
  it.each([Number.NaN, -1, -0.001, Number.NEGATIVE_INFINITY, '5' as unknown as number, Object.create(null) as number])(
    'a duration of %j',
    (value) => {
      expect(flawOf({ timeoutMs: value })).toMatchObject({ kind: 'not-started', code: 'EINVAL', which: 'arguments' });
      expect(flawOf({ graceMs: value })).toMatchObject({ code: 'EINVAL', which: 'arguments' });
      expect(flawOf({ maxOutputBytes: value })).toMatchObject({ code: 'EINVAL', which: 'arguments' });
    },
  );

  it('a NUL, and says where', () => {
    expect(flawOf({}, 'tr\0ue')).toMatchObject({ code: 'EINVAL', which: 'file' });
    expect(flawOf({ cwd: '/\0' })).toMatchObject({ code: 'EINVAL', which: 'cwd' });
    expect(flawOf({}, 'true', ['a', 'b\0'])).toMatchObject({
      code: 'EINVAL',
      which: 'arguments',
      message: 'argument 2 contains a NUL',
    });
    expect(flawOf({ env: { A: '\0' } })).toMatchObject({ code: 'EINVAL', which: 'arguments' });
  });

  it('a variable that is no text', () => {
    expect(flawOf({ env: { A: undefined } as unknown as Record<string, string> })).toMatchObject({
      code: 'EINVAL',
      which: 'arguments',
      message: 'the environment variable A is not text',
    });
  });

  it('what the types forbid', () => {
    expect(flawOf({ leftovers: 'stay' as 'leave' })).toMatchObject({ kind: 'not-started', code: 'EINVAL' });
  });

  it.each(['', 'A=B', 'A\0'])('an environment variable called %j', (name) => {
    expect(flawOf({ env: { [name]: 'x' } })).toMatchObject({ code: 'EINVAL', which: 'arguments' });
  });

  it('an argument or a variable of 128 KiB, and takes one byte less', () => {
    const most = 'x'.repeat(131_071);
    expect(flawOf({}, 'true', [most])).toBeUndefined();
    expect(flawOf({}, 'true', [`${most}x`])).toMatchObject({ code: 'E2BIG', which: 'arguments' });
    expect(flawOf({}, 'true', ['ø'.repeat(65_536)])).toMatchObject({ code: 'E2BIG' });
    expect(flawOf({ env: { A: most } })).toMatchObject({ code: 'E2BIG', which: 'arguments' });
  });
});
