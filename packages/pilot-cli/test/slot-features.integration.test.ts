import { tree } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { jobOf, log, namesIn, output, startGrid } from './grid.ts';

const forEver = 'while :; do sleep 0.05; done';

/** What passes one of the limits of the slot, or does not; what the server hears. */
const payloads = {
  memory: [
    `perl -e 'while (1) { push @x, "y" x (1_000_000 + $i++); select undef, undef, undef, 0.05 }'`,
    1235,
    / kB in /,
  ],
  disk: ['while :; do head -c 500000 /dev/zero >> big; sleep 0.02; done', 1104, / bytes in /],
  cpu: ['while :; do :; done', 1204, / s of CPU time \(limit 1 s\)$/],
  time: [`truncate -s 50M out.bin; ${forEver}`, 1213, / s are left, and storing 52428800 bytes may take 5\.0 s$/],
  good: ['echo x > out.bin', 0, /^$/],
} as const;

it('the features of machine and job bound each payload to its share of the slot, and its end leaves time for storing', async () => {
  const grid = await startGrid();
  const names = Object.keys(payloads) as (keyof typeof payloads)[];
  const slots = names.length;
  const submitted = names.map(async (name) => {
    const transformation = await grid.script(name, payloads[name][0]);
    const outputs = [output(`${name}.bin`)].filter(() => name === 'good' || name === 'time');
    return grid.submit({ transformation, outputs: outputs.map(() => output('out.bin')), log: log(`${name}.tgz`) });
  });
  const ids = await Promise.all(submitted);
  const startedAt = Date.now();
  // Of the 20 s that the batch system gives the job it has used 5 before the pilot starts.
  const usedMs = 5000;
  const features = await tree({
    'machine/shutdowntime': String(Math.ceil(startedAt / 1000) + 3600),
    'job/jobstart_secs': String((startedAt - usedMs) / 1000),
    'job/wall_limit_secs': '20',
    'job/cpu_limit_secs': String(slots),
    'job/max_rss_bytes': String(slots * 30_000_000),
    'job/scratch_limit_bytes': String(slots * 5_000_000),
  });
  const { exitCode } = await grid.pilot(
    ['--slots', String(slots), '--grace', '0.3', '--limits', 'process-period=0.2,directory-period=0.2,file-period=0.2'],
    { env: { MACHINEFEATURES: `${features}/machine`, JOBFEATURES: `${features}/job` } },
  ).ended;
  const tookMs = usedMs + Date.now() - startedAt;
  for (const [at, name] of names.entries()) {
    const [, code, words] = payloads[name];
    const { pilotErrorCode = 0, pilotErrorDiag = '' } = jobOf(grid, ids[at] ?? 0).columns;
    expect({ name, code: pilotErrorCode, pilotErrorDiag }).toEqual({
      name,
      code,
      pilotErrorDiag: expect.stringMatching(words),
    });
  }
  expect(exitCode).toBe(5);
  // The slot of 20 s has a reserve of 2 s, and storing the 50 MB would take 5 s.
  expect(tookMs).toBeGreaterThan(20_000 - 2000 - 5000 - 100);
  expect(tookMs).toBeLessThan(20_000);
  expect(await namesIn(grid)).toEqual([...names.map((name) => `${name}.tgz`), 'out.bin'].toSorted());
  await grid.expectNothingLeft();
}, 40_000);
