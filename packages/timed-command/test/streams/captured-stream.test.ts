import { existsSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { CapturedStream, spillPath, type CaptureOptions } from '../../src/streams/captured-stream.ts';
import type { FifoPool } from '../../src/streams/fifo-pool.ts';
import { textOf } from '../../src/streams/output.ts';
import { filledPool } from '../filled-pool.ts';

async function captured(options: Partial<CaptureOptions> = {}): Promise<{ stream: CapturedStream; fifos: FifoPool }> {
  const fifos = await filledPool();
  const wanted = { maxBytes: 1000, spillPath: undefined, onChunk: undefined, ...options };
  return { stream: new CapturedStream(fifos.take(), fifos, wanted), fifos };
}

it('collects to the last byte without waiting for an end', async () => {
  const { stream } = await captured();
  writeSync(stream.childEnd, 'one ');
  expect(stream.drain()).toBe(4);
  writeSync(stream.childEnd, 'two');
  const output = await stream.finish();
  expect(textOf(output)).toBe('one two');
  expect(output).toMatchObject({ bytes: 7, omittedBytes: 0, spilledTo: undefined, spillFailure: undefined });
  stream.begin();
});

it('reads as it fills once it is watched, and copies what it hands on', async () => {
  const chunks: Buffer[] = [];
  const { stream } = await captured({ onChunk: (chunk) => chunks.push(chunk) });
  stream.watch();
  writeSync(stream.childEnd, 'first');
  await expect.poll(() => chunks.length).toBe(1);
  writeSync(stream.childEnd, 'later');
  await expect.poll(() => chunks.length).toBe(2);
  expect(chunks.map(String)).toEqual(['first', 'later']);
  stream.begin();
  await stream.finish();
});

it('keeps beginning and end, and the whole in a file', async () => {
  const path = spillPath(await tempDir(), 'name', 'stdout');
  const { stream } = await captured({ maxBytes: 10, spillPath: path });
  expect(existsSync(path)).toBe(false);
  const text = Array.from({ length: 200_000 / 10 }, (_, index) => String(index).padStart(10, '.')).join('');
  for (let from = 0; from < text.length; from += 50_000) {
    writeSync(stream.childEnd, text.slice(from, from + 50_000));
    stream.drain();
  }
  stream.begin();
  const output = await stream.finish();
  expect(output).toMatchObject({ bytes: 200_000, spilledTo: path, spillFailure: undefined });
  expect(textOf(output)).toBe(`.....\n[... ${200_000 - 10} bytes left out ...]\n19999`);
  expect(readFileSync(path, 'latin1')).toBe(text);
});

it('tells why the file is not whole', async () => {
  const { stream } = await captured({ maxBytes: 10, spillPath: join(await tempDir(), 'missing/stdout') });
  writeSync(stream.childEnd, 'x'.repeat(3000));
  stream.drain();
  stream.begin();
  expect(await stream.finish()).toMatchObject({ bytes: 3000, spillFailure: 'ENOENT' });
});

it('gives its pipe back only when nobody holds it any more', async () => {
  const { stream, fifos } = await captured();
  stream.abandon();
  const again = new CapturedStream(fifos.take(), fifos, {
    maxBytes: 10,
    spillPath: undefined,
    onChunk: undefined,
  });
  await again.finish();
  writeSyncFails(again.childEnd);
  again.begin();
});

function writeSyncFails(descriptor: number): void {
  expect(() => writeSync(descriptor, 'nobody reads this')).toThrow('EPIPE');
}
