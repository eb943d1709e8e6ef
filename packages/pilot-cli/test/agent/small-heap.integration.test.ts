import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const smallHeap = JSON.stringify(join(import.meta.dirname, '../../dist/agent/small-heap.js'));
const keepSmall = `const { keepHeapSmall } = await import(${smallHeap}); keepHeapSmall();`;

/** What a process prints that works much with objects that live for a while. */
function afterWork(first: string, measure: string): number {
  const work = `
    import { getHeapSpaceStatistics } from 'node:v8';
    import { setImmediate as turn } from 'node:timers/promises';
    const megabytes = (space) => getHeapSpaceStatistics().find(({ space_name }) => space_name === space).space_size / 2 ** 20;
    const kept = [];
    let most = 0;
    ${first}
    for (let round = 0; round < 300_000; round += 1) {
      kept[round % 20_000] = { round, text: 'x' + round };
      if (round % 1000 > 0) continue;
      most = Math.max(most, megabytes('old_space'));
      await turn();
    }
    console.log(${measure});`;
  const args = ['--input-type=module', '--eval', work];
  return Number(execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 20_000 }));
}

describe('keepHeapSmall', () => {
  it('keeps V8 from taking ever more room for young objects', () => {
    const measure = "megabytes('new_space')";
    expect(afterWork(keepSmall, measure)).toBeLessThan(afterWork('', measure) / 2);
  });

  it('lets less garbage lie among old objects than V8 would', () => {
    const flags = "import { setFlagsFromString } from 'node:v8'; setFlagsFromString('--semi-space-growth-factor=1');";
    expect(afterWork(keepSmall, 'most')).toBeLessThan(0.75 * afterWork(flags, 'most'));
  });
});
