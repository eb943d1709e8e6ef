import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { openInput } from '../../src/streams/command-input.ts';
import { runCommand } from '../../src/run-command.ts';
import { filledPool } from '../filled-pool.ts';

const env = { PATH: '/usr/bin:/bin' };

it('opens nothing for a command that reads nothing, or what we read', async () => {
  const fifos = await filledPool();
  expect(openInput(undefined, fifos).childEnd).toBe('ignore');
  expect(openInput('ignore', fifos).childEnd).toBe('ignore');
  expect(openInput('inherit', fifos).childEnd).toBe('inherit');
});

it('closes both ends of an input that nobody is going to read, once', async () => {
  const fifos = await filledPool();
  const before = readdirSync('/proc/self/fd').length;
  const input = openInput('text', fifos);
  expect(readdirSync('/proc/self/fd').length).toBe(before + 1);
  const { childEnd } = input;
  input.finish();
  input.finish();
  // Its pipe is gone, too: whoever read from it would take what is written into it next.
  expect(readdirSync('/proc/self/fd').length).toBe(before - 1);
  expect(() => readSync(Number(childEnd), Buffer.alloc(1))).toThrow('EBADF');
});

it.each([
  ['text', 'häuser'],
  ['the word ignore as bytes', Buffer.from('ignore')],
  ['more than a pipe takes', Buffer.alloc(300_000, 'x')],
  ['nothing at all', Buffer.alloc(0)],
])('feeds %s', async (_what, stdin) => {
  const { stdout } = await runCommand('cat', [], { env, stdin, encoding: 'buffer' });
  expect(stdout.equals(Buffer.from(stdin))).toBe(true);
});

it('feeds a stream until it ends', async () => {
  const { stdout } = await runCommand('cat', [], { env, stdin: Readable.from(['one ', 'two ', 'three']) });
  expect(stdout).toBe('one two three');
});

it('does not mind a command that ends before it has read everything', async () => {
  const { ending } = await runCommand('true', [], { env, stdin: Buffer.alloc(1_000_000) });
  expect(ending).toEqual({ kind: 'exited', exitCode: 0 });
});

it('cancels the command when the stream fails', async () => {
  const reason = new Error('the source is gone');
  const stdin = new Readable({ read: () => stdin.destroy(reason) });
  expect((await runCommand('cat', [], { env, stdin })).ending).toEqual({ kind: 'cancelled', forced: false, reason });
});

it('of a command that ended before it was fed is dropped, and closes no descriptor that is somebody else’s', async () => {
  const input = openInput('words that nobody reads', await filledPool());
  const begun = input.begin();
  // Whatever is opened next gets the number that has just become free.
  const other = openSync('/dev/null', 'r');
  await begun;
  input.finish();
  expect(() => closeSync(other)).not.toThrow();
});
