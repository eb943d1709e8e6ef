import { closeSync, existsSync, fstatSync, readdirSync, readSync, writeSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FifoPool } from '../../src/streams/fifo-pool.ts';
import { watchdogForTest } from '../watchdog-for-test.ts';

function pool(): FifoPool {
  return new FifoPool(watchdogForTest());
}

it('hands out true pipes', async () => {
  const { readEnd, writeEnd } = await pool().take();
  expect(fstatSync(writeEnd).isFIFO()).toBe(true);
  writeSync(writeEnd, 'hello');
  const buffer = Buffer.alloc(10);
  expect(buffer.toString('latin1', 0, readSync(readEnd, buffer))).toBe('hello');
  expect(() => readSync(readEnd, buffer)).toThrow('EAGAIN');
  closeSync(writeEnd);
  expect(readSync(readEnd, buffer)).toBe(0);
  closeSync(readEnd);
});

it('never hands out one twice at a time, and makes as many as are wanted at once', async () => {
  const fifos = pool();
  const taken = await Promise.all(Array.from({ length: 150 }, () => fifos.take()));
  expect(new Set(taken.map(({ path }) => path)).size).toBe(150);
  for (const { readEnd, writeEnd } of taken) {
    closeSync(readEnd);
    closeSync(writeEnd);
  }
});

it('uses one again that was given back, and forgets one that was not', async () => {
  const fifos = pool();
  const first = await fifos.take();
  closeSync(first.readEnd);
  closeSync(first.writeEnd);
  fifos.giveBack(first.path);
  const second = await fifos.take();
  expect(second.path).toBe(first.path);
  fifos.discard(second.path);
  expect(existsSync(second.path)).toBe(false);
  closeSync(second.readEnd);
  closeSync(second.writeEnd);
});

it('keeps only so many idle that they do not eat up our descriptors', async () => {
  const fifos = pool();
  const taken = await Promise.all(Array.from({ length: 100 }, () => fifos.take()));
  const before = readdirSync('/proc/self/fd').length;
  for (const { path, readEnd, writeEnd } of taken) {
    closeSync(readEnd);
    closeSync(writeEnd);
    fifos.giveBack(path);
  }
  expect(before - readdirSync('/proc/self/fd').length).toBeGreaterThan(2 * 100 + 30);
});

it('rejects when the watchdog is gone', async () => {
  const watchdog = watchdogForTest();
  const fifos = new FifoPool(watchdog);
  watchdog.dismiss();
  await expect(fifos.take()).rejects.toThrow();
  await expect.poll(() => watchdog.alive).toBe(false);
  await expect(fifos.take()).rejects.toThrow('watchdog');
});
