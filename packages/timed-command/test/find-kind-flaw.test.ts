import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { findKindFlaw } from '../src/find-kind-flaw.ts';

const flawOf = (options: object) => findKindFlaw('true', [], { env: {}, ...options });

it('finds nothing wrong with what the types allow', () => {
  expect(flawOf({})).toBeUndefined();
  expect(
    flawOf({
      cwd: '/',
      killSignal: 'SIGUSR2',
      signal: AbortSignal.abort(),
      stdin: new PassThrough(),
      stdout: { file: 'log' },
      stderr: 'merge',
      spillDirectory: '/tmp',
      onOutput: () => undefined,
      encoding: 'buffer',
      leftovers: 'wait',
      isolate: 'pid',
      whenWeDie: 'leave',
      usage: 'counted',
    }),
  ).toBeUndefined();
  expect(flawOf({ stdin: Buffer.from('x'), stdout: 'ignore', stderr: 'inherit' })).toBeUndefined();
});

it.each([[undefined], [5], [null]])('refuses %s for a program', (file) => {
  expect(findKindFlaw(file, [], { env: {} })).toMatchObject({ which: 'file' });
});

it.each([[undefined], ['text'], [[5]], [[null]], [Array(1)]])('refuses %s for arguments', (args) => {
  expect(findKindFlaw('true', args, { env: {} })).toMatchObject({ which: 'arguments' });
});

it.each([[undefined], [null], ['text']])('refuses %s for an environment', (env) => {
  expect(flawOf({ env })).toMatchObject({ which: 'arguments' });
});

it('refuses a directory that is no text', () => {
  expect(flawOf({ cwd: 5 })).toMatchObject({ which: 'cwd' });
});

it.each([
  ['killSignal', 'SIGFOO'],
  ['killSignal', 'toString'],
  ['killSignal', 15],
  ['signal', {}],
  ['signal', { aborted: false, addEventListener: 5 }],
  ['stdin', 5],
  ['stdin', null],
  ['stdout', 'somewhere'],
  ['stdout', 'merge'],
  ['stdout', null],
  ['stdout', { file: 5 }],
  ['stdout', { file: '/tmp/a\0b' }],
  ['stderr', {}],
  ['spillDirectory', 5],
  ['onOutput', 'x'],
  ['onSignal', 5],
  ['signalGroup', {}],
  ['channel', 1],
  ['foreground', 'yes'],
  ['encoding', 'latin1'],
  ['leftovers', 'stay'],
  ['isolate', true],
  ['whenWeDie', ''],
  ['usage', true],
])('refuses as %s: %j', (name, value) => {
  expect(flawOf({ [name]: value })).toMatchObject({
    which: 'arguments',
    message: expect.stringContaining(name) as string,
  });
});
