import { closeSync, writeSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { FifoReader } from '../../src/streams/fifo-reader.ts';
import { filledPool } from '../filled-pool.ts';

interface Piped {
  readonly reader: FifoReader;
  readonly writeEnd: number;
  readonly received: () => string;
}

async function piped(): Promise<Piped> {
  const { readEnd, writeEnd } = (await filledPool()).take();
  let text = '';
  const reader = new FifoReader(readEnd, (chunk) => (text += chunk.toString()));
  onTestFinished(() => closeSync(readEnd));
  return { reader, writeEnd, received: () => text };
}

it('reads to the last byte without being watched, and tells who still holds the pipe', async () => {
  const { reader, writeEnd, received } = await piped();
  writeSync(writeEnd, 'one');
  expect(reader.drain()).toBe('held-open');
  writeSync(writeEnd, 'two');
  closeSync(writeEnd);
  expect(reader.drain()).toBe('closed');
  expect(received()).toBe('onetwo');
});

it('reads by itself once it is watched', async () => {
  const { reader, writeEnd, received } = await piped();
  reader.watch();
  writeSync(writeEnd, 'one');
  await expect.poll(received).toBe('one');
  writeSync(writeEnd, 'two');
  expect(reader.drain()).toBe('held-open');
  expect(received()).toBe('onetwo');
  closeSync(writeEnd);
  await expect.poll(() => reader.drain()).toBe('closed');
  reader.unwatch();
});

it('reads no more by itself when it is unwatched, and closes nothing but its own', async () => {
  const { reader, writeEnd, received } = await piped();
  reader.watch();
  reader.unwatch();
  writeSync(writeEnd, 'x');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(received()).toBe('');
  expect(reader.drain()).toBe('held-open');
  expect(received()).toBe('x');
  closeSync(writeEnd);
});

it('reads nothing by itself while it is paused', async () => {
  const { reader, writeEnd, received } = await piped();
  reader.watch();
  reader.pause();
  writeSync(writeEnd, 'x');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(received()).toBe('');
  reader.resume();
  await expect.poll(received).toBe('x');
  closeSync(writeEnd);
  reader.unwatch();
});

it('does not drain for ever what is filled for ever', async () => {
  const { readEnd, writeEnd } = (await filledPool()).take();
  let bytes = 0;
  const chunk = Buffer.alloc(4096, 'x');
  writeSync(writeEnd, chunk);
  const reader = new FifoReader(readEnd, (arrived) => {
    bytes += arrived.length;
    writeSync(writeEnd, chunk);
  });
  expect(reader.drain()).toBe('held-open');
  expect(bytes).toBeGreaterThan(2 ** 20);
  closeSync(writeEnd);
  closeSync(readEnd);
});
