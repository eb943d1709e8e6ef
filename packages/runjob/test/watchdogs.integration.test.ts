import { mkdtemp, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LimitSettings } from '../src/state/limits.ts';
import { type FinishedJob, runOneJob } from './run-one-job.ts';

const forEver = 'while :; do sleep 0.05; done';

function expectStopped({ report, stored }: FinishedJob, code: number): void {
  expect({ state: report.state, code: report.error?.code }).toEqual({ state: 'failed', code });
  expect(stored).toEqual(['log.tgz']);
}

/** What was found is no more than two periods beyond the limit, for one and a look, and what that was late by. */
function expectNear(
  { report, latenessMs }: FinishedJob,
  detail: string,
  {
    limit,
    perPeriod,
    periodMs = 500,
  }: { readonly limit: number; readonly perPeriod: number; readonly periodMs?: number },
): void {
  const found = Number(report.error?.details[detail]);
  expect(found).toBeGreaterThanOrEqual(limit);
  expect(found).toBeLessThan(limit + perPeriod * (2 + latenessMs / periodMs));
}

/** Limits for payloads that grow by no more than so much in a period of half a second. */
function slow(limits: Partial<LimitSettings>): { readonly limits: Partial<LimitSettings> } {
  return { limits: { processPeriodMs: 500, directoryPeriodMs: 500, filePeriodMs: 500, ...limits } };
}

async function textOf(path: string): Promise<string> {
  return existsSync(path) ? await readFile(path, 'utf8') : '';
}

async function untilText(path: string): Promise<string> {
  for (;;) {
    const text = await textOf(path);
    if (text.endsWith('\n')) return text;
    await sleep(5);
  }
}

describe('a payload', () => {
  it('that is well is left alone; what it used is in the report and beside its files', async () => {
    const job = await runOneJob(
      `head -c 3000000 /dev/zero > out.txt
       perl -e '$x = "y" x 30_000_000; open UP, ">up"; 1 while (times)[0] < 0.8; sleep 2; until (-e "enough") { select undef, undef, undef, 0.05 }'`,
      {
        async during({ work, samples }) {
          const seen = async (): Promise<number> => (await textOf(samples)).split('\n').length - 1;
          while (!existsSync(join(work, 'up'))) await sleep(5);
          // Most of them are of what Perl holds, however late it has come.
          const wanted = 8 + 2 * (await seen());
          while ((await seen()) < wanted) await sleep(20);
          await writeFile(join(work, 'enough'), '');
        },
      },
    );
    const { report } = job;
    expect(report).toMatchObject({ state: 'finished' });
    const { memory, io, cpuSeconds, workDirBytes, maxProcesses } = report.payload;
    expect(memory?.maxRssKb).toBeGreaterThan(30_000);
    expect(memory?.maxPssKb).toBeGreaterThan(29_000);
    expect(memory?.averageRssKb).toBeGreaterThan(20_000);
    expect(memory?.averageRssKb).toBeLessThanOrEqual(memory?.maxRssKb ?? 0);
    expect(io?.writtenCharsBytes).toBeGreaterThanOrEqual(3_000_000);
    expect(cpuSeconds).toBeGreaterThan(0.5);
    expect(workDirBytes).toBeGreaterThanOrEqual(3_000_000);
    expect(maxProcesses).toBeGreaterThanOrEqual(2);
    const [head = '', ...rows] = (await job.read('memory_monitor_output.txt')).trimEnd().split('\n');
    expect(head).toMatch(/^Time\tvmem\tpss\trss\tswap\t/);
    expect(rows.length).toBeGreaterThan(1);
    expect(new Set(rows.map((row) => row.split('\t')[0])).size).toBe(rows.length);
    expect(new Set(rows.map((row) => row.split('\t').length))).toEqual(new Set([14]));
    const summary = JSON.parse(await job.read('memory_monitor_summary.json')) as { Max: { pss: number } };
    expect(summary.Max.pss).toBe(memory?.maxPssKb);
    const samples = (await readFile(job.directory.samples, 'utf8')).trimEnd().split('\n');
    expect(samples.length).toBeGreaterThan(5);
    expect(JSON.parse(samples.at(-1) ?? '')).toMatchObject({ suspended: false, files: expect.any(Number) });
  });

  it('that changes no file is looping: 1150', async () => {
    const job = await runOneJob(forEver, { limits: { loopingProductionMs: 800 } });
    expectStopped(job, 1150);
    expect(job.durationMs).toBeGreaterThan(800);
    expectNear(job, 'idleSeconds', { limit: 0.8, perPeriod: 0.2, periodMs: 200 });
    expect(job.durationMs).toBeLessThan(20_000);
  });

  it('that writes one byte now and then is not looping, nor is one that asks not to be watched', async () => {
    // A busy machine may keep the payload from its byte for seconds.
    const limits = { loopingProductionMs: 4000 };
    const writes = 'for i in 1 2 3 4 5 6 7 8 9; do echo $i; sleep 0.5; done; echo done > out.txt';
    const silent = 'echo done > out.txt; sleep 4.5';
    const [writing, unwatched] = await Promise.all([
      runOneJob(writes, { limits }),
      runOneJob(silent, { limits, job: { loopingCheck: false } }),
    ]);
    expect(writing.report.error).toBeUndefined();
    expect(unwatched.report.error).toBeUndefined();
  });

  it('that somebody suspends is not looping; it goes on where it was', async () => {
    const job = await runOneJob('echo $$ > pid; sleep 0.3; echo done > out.txt; sleep 0.3', {
      limits: { loopingProductionMs: 4000 },
      async during({ work }) {
        const pid = Number(await untilText(join(work, 'pid')));
        process.kill(-pid, 'SIGSTOP');
        await sleep(5000);
        process.kill(-pid, 'SIGCONT');
      },
    });
    expect(job.report.error).toBeUndefined();
  });

  it('that compiles Python for ever is looping all the same', async () => {
    const lines = 'while :; do : > module.pyc; : > memory_leak.log; sleep 0.05; done';
    // Making a name in a directory changes the directory: the files are there before the limit counts.
    expectStopped(await runOneJob(lines, { limits: { loopingProductionMs: 700 } }), 1150);
  });

  it('whose work directory grows beyond the limit: 1104, also in TMPDIR, or in many small files', async () => {
    const limits = { workDirBytes: 3_000_000 };
    const grow = (name: string): string => `while :; do head -c 200000 /dev/zero >> ${name}; sleep 0.05; done`;
    const jobs = await Promise.all([
      runOneJob(grow('big'), slow(limits)),
      runOneJob(grow('$TMPDIR/big'), slow(limits)),
    ]);
    for (const job of jobs) {
      expectStopped(job, 1104);
      expectNear(job, 'sizeBytes', { limit: 3_000_000, perPeriod: 10 * 200_000 });
    }
  });

  it('whose many small files together grow beyond the limit: 1104', async () => {
    const small = `mkdir d0 d1 d2 d3 d4; i=0
      while :; do for n in 0 1 2 3 4; do i=$((i+1)); echo x > d$n/f$i; done; sleep 0.05; done`;
    const job = await runOneJob(small, slow({ workDirBytes: 400_000 }));
    expectStopped(job, 1104);
    // Each takes a block, and of their directories each may grow by one.
    expectNear(job, 'sizeBytes', { limit: 400_000, perPeriod: (10 * 5 + 5) * 4096 });
  });

  it('that prints without end: 1106, on stdout, on stderr, and in the log of a transformation', async () => {
    const print = (to: string): string => `while :; do head -c 100000 /dev/zero ${to}; sleep 0.05; done`;
    const jobs = await Promise.all(
      [print(''), print('>&2'), `mkdir run; ${print('>> run/log.EVNTtoHITS')}`].map((lines) =>
        runOneJob(lines, slow({ stdoutBytes: 1_000_000 })),
      ),
    );
    for (const job of jobs) {
      expectStopped(job, 1106);
      expectNear(job, 'sizeBytes', { limit: 1_000_000, perPeriod: 10 * 100_000 });
    }
  });

  it('that writes too large an output: 1124', async () => {
    const lines = 'while :; do head -c 100000 /dev/zero >> out.txt; sleep 0.05; done';
    const job = await runOneJob(lines, slow({ outputFileBytes: 1_000_000 }));
    expectStopped(job, 1124);
    expectNear(job, 'sizeBytes', { limit: 1_000_000, perPeriod: 10 * 100_000 });
  });

  it('that eats the memory of its slot: 1235, all its processes together', async () => {
    const eat = 'while (1) { push @x, "y" x (500_000 + $i++); select undef, undef, undef, 0.05 }';
    const lines = `for i in 1 2 3 4; do perl -e '${eat}' & done; wait`;
    const job = await runOneJob(lines, slow({ memoryBytes: 70 * 1024 * 1024 }));
    expectStopped(job, 1235);
    // Perl may keep a copy of each piece.
    expectNear(job, 'pssKb', { limit: 70 * 1024, perPeriod: (4 * 10 * 2 * 500_000) / 1024 });
    expect(job.durationMs).toBeLessThan(20_000);
  });

  it('that uses more CPU time than the job has: 1204', async () => {
    const job = await runOneJob('while :; do :; done', { job: { maxCpuCount: 1 }, ...slow({ cpuFactor: 0.7 }) });
    expectStopped(job, 1204);
    expectNear(job, 'cpuSeconds', { limit: 0.7, perPeriod: 0.5 });
  });

  it('that runs for longer than the job may: 1213', async () => {
    const job = await runOneJob('while :; do date +%s.%N; sleep 0.05; done', { job: { maxWalltime: 1 } });
    expectStopped(job, 1213);
    expect(job.durationMs).toBeGreaterThan(1000);
    // By the payload's own clock, from its first sign of life to its last.
    const stamps = (await job.read('payload.stdout')).trim().split('\n').map(Number);
    expect((stamps.at(-1) ?? 0) - (stamps[0] ?? 0)).toBeLessThan(1 + 2 + job.latenessMs / 1000);
  });

  it('whose slot ends before its outputs could be stored: 1213', async () => {
    const lines = `head -c 1000000 /dev/zero > out.txt; ${forEver}`;
    const limits = { storeBy: Date.now() + 5000, storeBytesPerSecond: 500_000 };
    const job = await runOneJob(lines, { limits });
    expectStopped(job, 1213);
    const found = Number(job.report.error?.details['leftSeconds']);
    expect(found).toBeLessThanOrEqual(2);
    expect(found).toBeGreaterThan(2 - 1 - job.latenessMs / 1000);
  });

  it('on a disk that is full: 1098', async () => {
    // Nobody else's files come and go on this disk, in memory, as they do on that of other tests.
    const place = await mkdtemp('/dev/shm/panda-test-');
    onTestFinished(() => rm(place, { recursive: true, force: true }));
    const { bavail, bsize } = await statfs(place);
    const freeDiskBytes = bavail * bsize - 3_000_000;
    const lines = 'while :; do head -c 200000 /dev/zero >> out.txt; sleep 0.05; done';
    const job = await runOneJob(lines, { place, ...slow({ freeDiskBytes }) });
    expectStopped(job, 1098);
    const free = Number(job.report.error?.details['freeBytes']);
    expect(free).toBeLessThan(freeDiskBytes);
    expect(free).toBeGreaterThan(freeDiskBytes - 10 * 200_000 * (2 + job.latenessMs / 500));
  });

  it('that breaks two limits is reported for the first', async () => {
    const job = await runOneJob(`trap 'exit 0' TERM; while :; do head -c 500000 /dev/zero; sleep 0.05; done`, {
      limits: { stdoutBytes: 1_000_000, workDirBytes: 60_000_000, stackTraceMs: 2000 },
    });
    expectStopped(job, 1106);
  });

  it('that leads the records of the pilot elsewhere does not make the pilot write there', async () => {
    const lines = `echo precious > victim
      ln -s victim memory_monitor_summary.json; ln -sf "$PWD/victim" memory_monitor_output.txt
      ln -s victim stack_traces.txt; head -c 2000000 /dev/zero; ${forEver}`;
    const job = await runOneJob(lines, { limits: { stdoutBytes: 1_000_000, stackTraceMs: 2000 } });
    expectStopped(job, 1106);
    expect(await job.read('victim')).toBe('precious\n');
  });
});

describe.skipIf(!existsSync('/usr/bin/gdb') && !existsSync('/usr/bin/eu-stack'))('with a debugger on the node', () => {
  it('the log tells where each process of a payload was that is stopped', async () => {
    const job = await runOneJob(`perl -e '$| = 1; print "x" x 2_000_000; sleep 60' & ${forEver}`, {
      limits: { stdoutBytes: 1_000_000, stackTraceMs: 15_000 },
    });
    expectStopped(job, 1106);
    const traces = await job.read('stack_traces.txt');
    expect(traces).toMatch(/\tperl\n/);
    expect(traces).toMatch(/#0 /);
  });
});
