import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { takeLease } from '../src/lease.ts';

const own = (directory: string) =>
  JSON.parse(readFileSync(join(directory, 'lease.json'), 'utf8')) as Record<string, unknown>;

async function heldBy(change: Record<string, unknown>): Promise<string> {
  const directory = await tempDir();
  const lease = takeLease(directory);
  const holder = own(directory);
  lease.release();
  writeFileSync(join(directory, 'lease.json'), JSON.stringify({ ...holder, ...change }));
  return directory;
}

describe('takeLease', () => {
  it('writes who holds the directory, and leaves nothing when it is released', async () => {
    const directory = await tempDir();
    const lease = takeLease(directory);
    expect(own(directory)).toMatchObject({ host: hostname(), pid: process.pid });
    expect(readdirSync(directory)).toEqual(['lease.json']);
    lease.release();
    lease.release();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('refuses a directory whose holder lives', async () => {
    const directory = await tempDir();
    const lease = takeLease(directory);
    expect(() => takeLease(directory)).toThrow(`in use by another panda-local (pid ${process.pid})`);
    lease.release();
  });

  it('refuses a directory that another host holds', async () => {
    const directory = await heldBy({ host: 'elsewhere.example.org' });
    expect(() => takeLease(directory)).toThrow('held by a server on elsewhere.example.org');
    expect(own(directory)).toMatchObject({ host: 'elsewhere.example.org' });
  });

  it.each([
    ['whose process is gone', { pid: 2 ** 22 + 1 }],
    ['whose pid is another process by now', { startTime: '1' }],
    ['of another boot', { bootId: 'before' }],
  ])('takes over a lease %s', async (_, change) => {
    const directory = await heldBy(change);
    const lease = takeLease(directory);
    expect(own(directory)).toMatchObject({ pid: process.pid });
    expect(readdirSync(directory)).toEqual(['lease.json']);
    lease.release();
  });

  it.each(['', '{', '{"pid":"x"}'])('takes over a lease that holds %j', async (content) => {
    const directory = await tempDir();
    writeFileSync(join(directory, 'lease.json'), content);
    takeLease(directory).release();
  });

  it('does not release what somebody else has taken', async () => {
    const directory = await tempDir();
    const lease = takeLease(directory);
    writeFileSync(join(directory, 'lease.json'), 'theirs');
    lease.release();
    expect(readdirSync(directory)).toEqual(['lease.json']);
  });
});
