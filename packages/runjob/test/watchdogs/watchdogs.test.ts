import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { DirectoryUse } from '../../src/sampler/directory-tree.ts';
import { watchCpuTime } from '../../src/watchdogs/cpu-time.ts';
import { watchFreeDisk } from '../../src/watchdogs/free-disk.ts';
import { watchMemory } from '../../src/watchdogs/memory.ts';
import { watchOutputSize } from '../../src/watchdogs/output-size.ts';
import { watchSlotEnd } from '../../src/watchdogs/slot-end.ts';
import { watchStdoutSize } from '../../src/watchdogs/stdout-size.ts';
import { watchWallTime } from '../../src/watchdogs/wall-time.ts';
import { watchWorkDirectory } from '../../src/watchdogs/work-directory.ts';
import { aSample, feedOf } from '../sampler/a-sample.ts';

const { signal } = new AbortController();
const lookWithin = (): void => undefined;
const use = (sizeBytes: number): DirectoryUse => ({ sizeBytes, files: 3, newest: undefined, logs: [] });

describe('a watchdog', () => {
  it('asks to look sooner the nearer a limit is', async () => {
    const asked: number[] = [];
    async function* growing(): AsyncGenerator<DirectoryUse> {
      for (const sizeBytes of [0, 30, 30, 60]) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        yield use(sizeBytes);
      }
    }
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const lookWithin = (ms: number): unknown => asked.push(ms);
    const watching = watchWorkDirectory({ workDirBytes: 90, directory: growing, lookWithin }, signal);
    await vi.advanceTimersByTimeAsync(400);
    await watching;
    expect(asked).toEqual([Infinity, 200, Infinity, 100]);
  });

  it('for memory barks at the first sample above the limit, not at the limit', async () => {
    const guess = aSample({ pssKb: 999, pssIsExact: false });
    const samples = [guess, ...[100, 200, 201, 100].map((pssKb) => aSample({ pssKb, processes: 7 }))];
    const error = await watchMemory(
      { memoryBytes: 200 * 1024, processes: () => feedOf(...samples), lookWithin },
      signal,
    );
    expect(error).toMatchObject({ code: 1235, details: { pssKb: 201, limitKb: 200, processes: 7 } });
    expect(
      await watchMemory({ memoryBytes: 300 * 1024, processes: () => feedOf(...samples), lookWithin }, signal),
    ).toBeUndefined();
  });

  it('for CPU time counts user and system time of all processes', async () => {
    const processes = (): AsyncIterable<ReturnType<typeof aSample>> =>
      feedOf(aSample({ userSeconds: 5, systemSeconds: 5 }), aSample({ userSeconds: 5, systemSeconds: 5.5 }));
    expect(await watchCpuTime({ cpuSeconds: 10, processes, lookWithin }, signal)).toMatchObject({ code: 1204 });
    expect(await watchCpuTime({ cpuSeconds: 11, processes, lookWithin }, signal)).toBeUndefined();
  });

  it('for the work directory tells size and number of files', async () => {
    const error = await watchWorkDirectory(
      { workDirBytes: 100, directory: () => feedOf(use(100), use(101)), lookWithin },
      signal,
    );
    expect(error).toMatchObject({ code: 1104, details: { sizeBytes: 101, files: 3 } });
  });

  it('for wall time waits exactly so long, and not for what is over', async () => {
    const startedAt = performance.now();
    expect(await watchWallTime({ wallSeconds: 0.2 }, signal)).toMatchObject({ code: 1213 });
    expect(performance.now() - startedAt).toBeGreaterThan(195);
    expect(await watchWallTime({ wallSeconds: 3 }, AbortSignal.timeout(10))).toBeUndefined();
    expect(await watchWallTime({ wallSeconds: 10 ** 9 }, AbortSignal.timeout(10))).toBeUndefined();
  });

  it('for stdout looks at every log, and at regular files only', async () => {
    const work = await tempDir();
    await writeFile(join(work, 'payload.stdout'), 'x'.repeat(50));
    await writeFile(join(work, 'log.RAWtoESD'), 'x'.repeat(101));
    const deps = { stdoutBytes: 100, filePeriodMs: 20 };
    const logs = ['absent', '.', 'payload.stdout', 'log.RAWtoESD'].map((name) => join(work, name));
    expect(await watchStdoutSize({ ...deps, logs: () => logs }, signal)).toMatchObject({
      code: 1106,
      details: { file: 'log.RAWtoESD', sizeBytes: 101 },
    });
    expect(await watchStdoutSize({ ...deps, logs: () => logs.slice(0, 3) }, AbortSignal.timeout(150))).toBeUndefined();
  });

  it('for outputs waits until they are made', async () => {
    const work = await tempDir();
    const deps = { outputFileBytes: 10, filePeriodMs: 20, work, lfns: ['out.root'] };
    const watching = watchOutputSize(deps, AbortSignal.timeout(5000));
    await writeFile(join(work, 'out.root'), 'x'.repeat(11));
    expect(await watching).toMatchObject({ code: 1124, details: { lfn: 'out.root' } });
  });

  it('for the disk knows how much is free', async () => {
    const directory = await tempDir();
    const deps = { filePeriodMs: 20, directory };
    expect(await watchFreeDisk({ ...deps, freeDiskBytes: 2 ** 60 }, signal)).toMatchObject({ code: 1098 });
    expect(await watchFreeDisk({ ...deps, freeDiskBytes: 0 }, AbortSignal.timeout(150))).toBeUndefined();
    await rm(directory, { recursive: true });
    await expect(watchFreeDisk({ ...deps, freeDiskBytes: 0 }, signal)).rejects.toThrow('ENOENT');
  });

  it('for the end of the slot leaves the time that storing the outputs takes', async () => {
    const work = await tempDir();
    await writeFile(join(work, 'out.root'), 'x'.repeat(5000));
    const deps = { storeBytesPerSecond: 10_000, filePeriodMs: 20, work, lfns: ['out.root', 'later.root'] };
    const startedAt = performance.now();
    const error = await watchSlotEnd({ ...deps, storeBy: Date.now() + 800 }, signal);
    const tookMs = performance.now() - startedAt;
    expect(error).toMatchObject({ code: 1213, details: { neededSeconds: 0.5, outputBytes: 5000 } });
    expect(tookMs).toBeGreaterThan(295);
    expect(error?.details['leftSeconds']).toBeLessThanOrEqual(0.5);
    expect(await watchSlotEnd({ ...deps, storeBy: Date.now() + 60_000 }, AbortSignal.timeout(100))).toBeUndefined();
  });
});
