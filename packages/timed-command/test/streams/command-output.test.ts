import { readdirSync, readFileSync, symlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { CommandOutput } from '../../src/streams/command-output.ts';
import type { CommandOptions } from '../../src/command.ts';
import { FifoPool } from '../../src/streams/fifo-pool.ts';
import { textOf } from '../../src/streams/output.ts';
import { watchdogForTest } from '../watchdog-for-test.ts';

function open(options: Omit<CommandOptions, 'env'>, fifos = new FifoPool(watchdogForTest())): Promise<CommandOutput> {
  return CommandOutput.open({ env: {}, ...options }, fifos, 'name');
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

it('opens one file once for both streams, empties it, and follows no link', async () => {
  const directory = await tempDir();
  const file = join(directory, 'log');
  const output = await open({ stdout: { file }, stderr: { file } });
  const [stdout, stderr] = output.childEnds;
  expect(stderr).toBe(stdout);
  writeSync(Number(stdout), 'line\n');
  output.abandon();
  expect(readFileSync(file, 'latin1')).toBe('line\n');
  (await open({ stdout: { file }, stderr: 'ignore' })).abandon();
  expect(readFileSync(file, 'latin1')).toBe('');
  symlinkSync(file, join(directory, 'link'));
  await expect(open({ stdout: { file: join(directory, 'link') } })).rejects.toThrow('ELOOP');
});

it('leaves nothing open when a file cannot be opened', async () => {
  const fifos = new FifoPool(watchdogForTest());
  (await open({}, fifos)).abandon();
  const before = readdirSync('/proc/self/fd').length;
  await expect(open({ stderr: { file: '/no/such/directory/log' } }, fifos)).rejects.toThrow('ENOENT');
  expect(readdirSync('/proc/self/fd').length).toBe(before);
});
