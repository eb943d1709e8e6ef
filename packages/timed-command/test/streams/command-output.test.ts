import { constants } from 'node:buffer';
import { closeSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { capacityOf, CommandOutput } from '../../src/streams/command-output.ts';
import type { CommandOptions } from '../../src/command.ts';
import type { Fifo } from '../../src/streams/fifo-pool.ts';
import { OutputFiles, outputPathsOf } from '../../src/streams/output-files.ts';
import { textOf } from '../../src/streams/output.ts';
import { filledPool } from '../filled-pool.ts';

async function open(wanted: Omit<CommandOptions, 'env'>): Promise<CommandOutput> {
  const options = { env: {}, ...wanted };
  const files = await OutputFiles.open(outputPathsOf(options));
  return new CommandOutput(options, { fifos: await filledPool(), files, name: 'name' });
}

it('collects both streams apart', async () => {
  const output = await open({});
  const [stdout, stderr] = output.childEnds.map(Number);
  writeSync(stdout ?? 0, 'out');
  writeSync(stderr ?? 0, 'err');
  expect(output.drain()).toBe(6);
  output.begin();
  const streams = await output.finish();
  expect([streams.stdout, streams.stderr].map((stream) => stream && textOf(stream))).toEqual(['out', 'err']);
});

it('sends stderr where stdout goes', async () => {
  const merged = await open({ stderr: 'merge' });
  expect(merged.childEnds[1]).toBe(merged.childEnds[0]);
  merged.abandon();
  expect((await open({ stdout: 'inherit', stderr: 'merge' })).childEnds).toEqual(['inherit', 1]);
  expect((await open({ stdout: 'ignore', stderr: 'merge' })).childEnds).toEqual(['ignore', 'ignore']);
});

it('sends both streams into one file, in order, and closes it', async () => {
  const file = join(await tempDir(), 'log');
  const output = await open({ stdout: { file }, stderr: { file } });
  const [stdout, stderr] = output.childEnds.map(Number);
  expect(stderr).toBe(stdout);
  writeSync(stdout ?? -1, 'line\n');
  output.begin();
  expect(() => writeSync(stdout ?? -1, 'x')).toThrow('EBADF');
  expect(await output.finish()).toEqual({});
  expect(readFileSync(file, 'latin1')).toBe('line\n');
});

it('leaves nothing open when there are not enough pipes', async () => {
  const fifos = await filledPool();
  while (fifos.has(2)) closeBoth(fifos.take());
  const before = readdirSync('/proc/self/fd').length;
  expect(() => new CommandOutput({ env: {} }, { fifos, files: undefined, name: 'name' })).toThrow('no pipe');
  expect(readdirSync('/proc/self/fd').length).toBe(before);
  expect(fifos.has(1)).toBe(true);
});

function closeBoth({ readEnd, writeEnd }: Fifo): void {
  closeSync(readEnd);
  closeSync(writeEnd);
}

it('keeps no more than one string, or one buffer, can hold', () => {
  expect(capacityOf({ maxOutputBytes: 5 })).toBe(5);
  expect(capacityOf({ maxOutputBytes: Infinity })).toBeLessThan(constants.MAX_STRING_LENGTH);
  expect(capacityOf({ maxOutputBytes: Infinity, encoding: 'buffer' })).toBe(constants.MAX_LENGTH);
});
