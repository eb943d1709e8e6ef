import { closeSync, openSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openInput } from '../src/command-input.ts';
import { FifoPool } from '../src/fifo-pool.ts';
import { watchdogForTest } from './watchdog-for-test.ts';

it('of a command that ended before it was fed is dropped, and closes no descriptor that is somebody else’s', async () => {
  const input = await openInput('words that nobody reads', new FifoPool(watchdogForTest()));
  const begun = input.begin();
  // Whatever is opened next gets the number that has just become free.
  const other = openSync('/dev/null', 'r');
  await begun;
  input.finish();
  expect(() => closeSync(other)).not.toThrow();
});
