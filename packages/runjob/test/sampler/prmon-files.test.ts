import { link, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFifo, tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import {
  appendSafely,
  createPrmonRows,
  memoryMonitorNames,
  prmonHeader,
  prmonSummary,
  writePrmonSummary,
} from '../../src/sampler/prmon-files.ts';
import { type UsageSummary, createUsageMeter } from '../../src/sampler/usage-summary.ts';
import { aSample } from './a-sample.ts';

const sample = aSample({
  wallSeconds: 10.4,
  vmemKb: 9.5,
  pssKb: 5,
  rssKb: 6,
  swapKb: 1,
  userSeconds: 3.2,
  systemSeconds: 1.1,
  readChars: 1000,
  processes: 2,
  threads: 4,
});

function summaryOf(): UsageSummary {
  const meter = createUsageMeter();
  meter.add(sample);
  const summary = meter.summary();
  if (summary === undefined) throw new Error('no summary');
  return summary;
}

describe('memory_monitor_output.txt', () => {
  it('has the columns of prmon', () => {
    expect(prmonHeader).toBe(
      'Time\tvmem\tpss\trss\tswap\trchar\twchar\tread_bytes\twrite_bytes\twtime\tutime\tstime\tnprocs\tnthreads\n',
    );
    expect(createPrmonRows()(new Date(1_700_000_000_999), sample)).toBe(
      '1700000000\t10\t5\t6\t1\t1000\t0\t0\t0\t10\t3\t1\t2\t4\n',
    );
  });

  it('has one line for each second at most', () => {
    const row = createPrmonRows();
    const times = [0, 999, 1000, 1999, 2500].map((ms) => row(new Date(ms), sample)?.split('\t')[0]);
    expect(times).toEqual(['0', undefined, '1', undefined, '2']);
  });

  it('begins with its head, once', async () => {
    const path = join(await tempDir(), 'out.txt');
    appendSafely(path, 'a\n', 'head\n');
    appendSafely(path, 'b\n', 'head\n');
    expect(await readFile(path, 'utf8')).toBe('head\na\nb\n');
  });

  it('is not written through what a payload has put in its place', async () => {
    const directory = await tempDir();
    const victim = join(directory, 'victim');
    await writeFile(victim, 'precious');
    const path = (name: string): string => join(directory, name);
    await symlink(victim, path('symlink'));
    await link(victim, path('link'));
    makeFifo(path('fifo'));
    await mkdir(path('directory'));
    for (const name of ['symlink', 'link', 'fifo', 'directory']) {
      expect(() => appendSafely(path(name), 'text'), name).toThrow();
    }
    expect(await readFile(victim, 'utf8')).toBe('precious');
  });
});

describe('memory_monitor_summary.json', () => {
  it('has the keys that readers of prmon look for', () => {
    const summary = JSON.parse(prmonSummary(summaryOf(), { cpu: { CPUs: 2 }, mem: { MemTotal: 3 } })) as Record<
      string,
      Record<string, number>
    >;
    expect(Object.keys(summary)).toEqual(['Avg', 'HW', 'Max', 'prmon']);
    expect(summary['Avg']).toMatchObject({ pss: 5, rss: 6, swap: 1, vmem: 10, nprocs: 2, rchar: 96 });
    expect(summary['Max']).toMatchObject({ pss: 5, rchar: 1000, utime: 3, stime: 1, wtime: 10, nthreads: 4 });
    expect(summary['HW']).toEqual({ cpu: { CPUs: 2 }, mem: { MemTotal: 3 } });
    expect(summary['Avg']).not.toHaveProperty('wtime');
  });

  it('takes the place of a link that a payload has left there', async () => {
    const work = await tempDir();
    const victim = join(work, 'victim');
    await writeFile(victim, 'precious');
    await symlink(victim, join(work, memoryMonitorNames.summary));
    writePrmonSummary(work, summaryOf());
    expect(await readFile(victim, 'utf8')).toBe('precious');
    expect(await readFile(join(work, memoryMonitorNames.summary), 'utf8')).toContain('"Max"');
  });
});
