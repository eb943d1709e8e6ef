import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Megabytes that a process keeps for young objects after much work with objects that live for a while. */
function youngMegabytes(first: string): number {
  const work = `
    const kept = [];
    for (let round = 0; round < 300_000; round += 1) kept[round % 20_000] = { round, text: 'x' + round };
    const { getHeapSpaceStatistics } = await import('node:v8');
    console.log(getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size / 2 ** 20);`;
  const args = ['--input-type=module', '--eval', `${first};${work}`];
  return Number(execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 20_000 }));
}

describe('keepHeapSmall', () => {
  it('keeps V8 from taking ever more room for young objects', () => {
    const module = JSON.stringify(join(import.meta.dirname, '../../dist/agent/small-heap.js'));
    const small = youngMegabytes(`const { keepHeapSmall } = await import(${module}); keepHeapSmall()`);
    expect(small).toBeLessThan(youngMegabytes('') / 2);
  });
});
