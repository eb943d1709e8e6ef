import { describe, expect, it } from 'vitest';
import { createProcessSampler, isSuspended } from '../../../src/sampler/processes/process-sample.ts';
import { createProcessTree } from '../../../src/sampler/processes/process-tree.ts';

describe('isSuspended', () => {
  it.each([
    ['T', true],
    ['TtT', true],
    ['TD', true],
    ['TS', false],
    ['TR', false],
    ['D', false],
    ['', false],
  ])('answers for processes in the states "%s": %s', (states, expected) => {
    expect(isSuspended(states.split('').map((state) => ({ state })))).toBe(expected);
  });
});

describe('a process sampler', () => {
  it('measures this very process', async () => {
    const tree = createProcessTree();
    tree.follow(process.pid);
    const sampler = createProcessSampler(tree);
    const sample = await sampler.sample();
    expect(sample.pssIsExact).toBe(true);
    expect(sample.processes).toBeGreaterThan(0);
    expect(sample.rssKb * 1024).toBeGreaterThan(process.memoryUsage.rss() / 2);
    expect(sample.pssKb).toBeLessThanOrEqual(sample.rssKb);
    expect(sample.userSeconds).toBeGreaterThan(0);
    expect(sample.readChars).toBeGreaterThan(0);
    expect(sample.suspended).toBe(false);
    const next = await sampler.sample();
    expect(next.pssIsExact).toBe(false);
    expect(next.rssKb / sample.rssKb).toBeCloseTo(1, 0);
    expect(Number.isInteger(next.pssKb)).toBe(true);
    expect(next.pssKb / next.rssKb).toBeCloseTo(sample.pssKb / sample.rssKb);
  });

  it('looks closely all the time where memory runs short', async () => {
    const tree = createProcessTree();
    tree.follow(process.pid);
    const sampler = createProcessSampler(tree, 1000);
    expect([await sampler.sample(), await sampler.sample()]).toMatchObject([
      { pssIsExact: true },
      { pssIsExact: true },
    ]);
  });

  it('finds nothing in an empty tree', async () => {
    expect(await createProcessSampler(createProcessTree()).sample()).toMatchObject({
      processes: 0,
      rssKb: 0,
      suspended: false,
    });
  });
});
