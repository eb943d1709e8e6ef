import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFifo, tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { isLeaseName, readLease, releaseLease, takeLease, thisOwner } from '../src/index.ts';

const dead = { ...thisOwner(), startTicks: 1 };

describe('a lease', () => {
  it('is held by a living process and cannot be taken from it', async () => {
    const directory = await tempDir();
    expect(await takeLease(directory)).toBe(true);
    expect(readLease(directory)).toMatchObject({ kind: 'held', owner: { pid: process.pid } });
    expect(await takeLease(directory)).toBe(false);
  });

  it('of a dead process can be taken by exactly one of many', async () => {
    const directory = await tempDir();
    writeFileSync(join(directory, 'lease-0.json'), JSON.stringify(dead));
    const taken = await Promise.all(Array.from({ length: 20 }, () => takeLease(directory)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(readdirSync(directory).toSorted()).toEqual(['lease-0.json', 'lease-1.json']);
  });

  it('of another host is nobody’s to take', async () => {
    const directory = await tempDir();
    writeFileSync(join(directory, 'lease-0.json'), JSON.stringify({ ...dead, host: 'elsewhere' }));
    expect(readLease(directory).kind).toBe('foreign');
    expect(await takeLease(directory)).toBe(false);
  });

  it('that is a FIFO is free, and nobody waits for its writer', async () => {
    const directory = await tempDir();
    makeFifo(join(directory, 'lease-3.json'));
    expect(readLease(directory)).toEqual({ kind: 'free' });
    expect(await takeLease(directory)).toBe(true);
  });

  it('that a full disk cut short is free', async () => {
    const directory = await tempDir();
    writeFileSync(join(directory, 'lease-0.json'), '{"host":"x"');
    expect(readLease(directory).kind).toBe('free');
    expect(await takeLease(directory)).toBe(true);
  });

  it('counts a process that has another start time as dead: its pid was used again', async () => {
    const directory = await tempDir();
    writeFileSync(
      join(directory, 'lease-0.json'),
      JSON.stringify({ ...thisOwner(), startTicks: thisOwner().startTicks + 1 }),
    );
    expect(readLease(directory).kind).toBe('free');
  });

  it('leaves no temporary file', async () => {
    const directory = await tempDir();
    await takeLease(directory);
    expect(readdirSync(directory)).toEqual(['lease-0.json']);
  });

  it('that was given up may be taken by anybody', async () => {
    const directory = await tempDir();
    await takeLease(directory, { ...thisOwner(), host: 'elsewhere' });
    expect(await takeLease(directory)).toBe(false);
    await releaseLease(directory);
    expect(readLease(directory).kind).toBe('free');
    expect(await takeLease(directory)).toBe(true);
  });

  it.each([
    ['whose process is gone', { pid: 2 ** 22 + 1 }],
    ['of another boot', { bootId: 'before' }],
  ])('%s is free', async (_, change) => {
    const directory = await tempDir();
    await takeLease(directory, { ...thisOwner(), ...change });
    expect(readLease(directory).kind).toBe('free');
  });

  it('has a name that tells it from other files', () => {
    expect(['lease-0.json', 'lease-12.json', 'lease.json', 'lease-a.json'].map(isLeaseName)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('of many owners, one after the other, leaves the last sixteen', async () => {
    const directory = await tempDir();
    for (let owner = 0; owner < 20; owner += 1) {
      expect(await takeLease(directory)).toBe(true);
      await releaseLease(directory);
    }
    expect(readdirSync(directory)).toHaveLength(16);
    expect(readLease(directory).kind).toBe('free');
  });
});
