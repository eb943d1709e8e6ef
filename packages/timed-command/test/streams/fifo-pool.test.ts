import { closeSync, constants, fstatSync, readdirSync, readSync, writeSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FifoPool, openAgain, type Fifo } from '../../src/streams/fifo-pool.ts';
import { watchdogForTest } from '../watchdog-for-test.ts';

async function take(count: number, fifos = new FifoPool(watchdogForTest())): Promise<readonly Fifo[]> {
  while (!fifos.has(count)) await fifos.grow();
  return Array.from({ length: count }, () => fifos.take());
}

function closeBoth({ readEnd, writeEnd }: Fifo): void {
  closeSync(readEnd);
  closeSync(writeEnd);
}

it('hands out true pipes', async () => {
  for (const { readEnd, writeEnd } of await take(1)) {
    expect(fstatSync(writeEnd).isFIFO()).toBe(true);
    writeSync(writeEnd, 'hello');
    const buffer = Buffer.alloc(10);
    expect(buffer.toString('latin1', 0, readSync(readEnd, buffer))).toBe('hello');
    expect(() => readSync(readEnd, buffer)).toThrow('EAGAIN');
    closeSync(writeEnd);
    expect(readSync(readEnd, buffer)).toBe(0);
    closeSync(readEnd);
  }
});

it('never hands out one twice at a time, and makes as many as are wanted at once', async () => {
  const taken = await take(150);
  expect(new Set(taken.map(({ readEnd }) => fstatSync(readEnd).ino)).size).toBe(150);
  for (const fifo of taken) closeBoth(fifo);
});

it('uses one again that was given back, as if it were new', async () => {
  const fifos = new FifoPool(watchdogForTest());
  const [first] = await take(1, fifos);
  closeSync(first?.writeEnd ?? -1);
  fifos.giveBack(first?.readEnd ?? -1);
  const second = fifos.take();
  expect(second.readEnd).toBe(first?.readEnd);
  expect(() => readSync(second.readEnd, Buffer.alloc(1))).toThrow('EAGAIN');
  closeBoth(second);
});

it('opens one that has no name once more', async () => {
  for (const fifo of await take(1)) {
    const other = openAgain(fifo.readEnd, constants.O_WRONLY);
    closeSync(fifo.writeEnd);
    writeSync(other, 'x');
    expect(readSync(fifo.readEnd, Buffer.alloc(2))).toBe(1);
    closeSync(other);
    closeSync(fifo.readEnd);
  }
});

it('keeps only so many idle that they do not eat up our descriptors', async () => {
  const fifos = new FifoPool(watchdogForTest());
  const taken = await take(100, fifos);
  const before = readdirSync('/proc/self/fd').length;
  for (const { readEnd, writeEnd } of taken) {
    closeSync(writeEnd);
    fifos.giveBack(readEnd);
  }
  expect(before - readdirSync('/proc/self/fd').length).toBeGreaterThan(100 + 30);
});

it('rejects when the watchdog is gone, and has nothing then', async () => {
  const watchdog = watchdogForTest();
  const fifos = new FifoPool(watchdog);
  watchdog.dismiss();
  await expect(fifos.grow()).rejects.toThrow();
  await expect.poll(() => watchdog.alive).toBe(false);
  await expect(fifos.grow()).rejects.toThrow('watchdog');
  expect(fifos.has(1)).toBe(false);
  expect(() => fifos.take()).toThrow('no pipe');
});

it('keeps no more when a stock comes that nobody needs any more', async () => {
  const fifos = new FifoPool(watchdogForTest());
  const before = readdirSync('/proc/self/fd').length;
  const taken = await take(100, fifos);
  const last = taken.at(-1);
  for (const fifo of taken) closeSync(fifo.writeEnd);
  for (const fifo of taken.slice(0, -1)) fifos.giveBack(fifo.readEnd);
  await fifos.grow();
  fifos.giveBack(last?.readEnd ?? -1);
  expect(readdirSync('/proc/self/fd').length - before).toBeLessThanOrEqual(64);
  for (let left = 64; left > 0; left -= 1) closeBoth(fifos.take());
});
