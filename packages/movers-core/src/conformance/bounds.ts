import { fstatSync } from 'node:fs';
import { readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { MakeFixture } from './fixture.ts';
import {
  contentOf,
  expectRemovable,
  kindOf,
  openWorkplace,
  rejectionOf,
  takeAway,
  type Workplace,
} from './workplace.ts';

/** Cancelling, time limits, and what is left of either. */
export function describeBounds(makeFixture: MakeFixture): void {
  describe('bounds', () => {
    describeEndings(makeFixture);
    describeRemains(makeFixture);
  });
}

function describeEndings(makeFixture: MakeFixture): void {
  it('does nothing under a signal that is aborted already', async () => {
    const { mover, url, plant, list, write, local, listLocal, options } = await openWorkplace(makeFixture);
    await plant('file', contentOf(10));
    const source = await write('source', contentOf(10));
    const reason = new Error('stop');
    const aborted = { ...options, signal: AbortSignal.abort(reason) };
    for (const call of [
      () => mover.get(url('file'), local('copy'), aborted),
      () => mover.put(source, url('other'), aborted),
      () => mover.stat(url('file'), aborted),
      () => mover.remove(url('file'), aborted),
      ...mover.features.checksums.map((algorithm) => () => mover.checksum(url('file'), algorithm, aborted)),
    ]) {
      expect(await rejectionOf(call())).toBe(reason);
    }
    expect(await list()).toEqual(['file']);
    expect(await listLocal()).toEqual(['source']);
  });

  it('stops a get in its middle and leaves nothing', async () => {
    const workplace = await openWorkplace(makeFixture);
    const { mover, url, local, listLocal } = workplace;
    await storeLong(workplace);
    const before = await listLocal();
    const reason = new Error('stop');
    const get = () => mover.get(url('long'), local('copy'), stopEarly(workplace, reason));
    if (workplace.weaknesses?.instant === true) return void (await get());
    expect(await rejectionOf(endedEarly(get, () => rm(local('copy'))))).toBe(reason);
    expect(await listLocal()).toEqual(before);
  });

  it('stops a put in its middle; what is left of it, remove takes away', async () => {
    const workplace = await openWorkplace(makeFixture);
    const { mover, url, writeSparse } = workplace;
    const source = await writeSparse('source', longBytes(workplace));
    const reason = new Error('stop');
    const put = () => mover.put(source, url('file'), stopEarly(workplace, reason));
    if (workplace.weaknesses?.instant === true) return void (await put());
    expect(await rejectionOf(endedEarly(put, () => takeAway(workplace, 'file')))).toBe(reason);
    await expectRemovable(workplace, 'file');
  });

  it('rejects with timed-out when the time is up, and leaves nothing', async () => {
    const workplace = await openWorkplace(makeFixture);
    const { mover, url, local, listLocal, writeSparse } = workplace;
    const options = { ...workplace.options, timeoutMs: 1 };
    const source = await writeSparse('source', longBytes(workplace));
    const put = () => mover.put(source, url('file'), options);
    if (workplace.weaknesses?.instant === true) return void (await put());
    expect(await kindOf(endedEarly(put, () => takeAway(workplace, 'file')))).toBe('timed-out');
    await expectRemovable(workplace, 'file');
    await storeLong(workplace);
    const before = await listLocal();
    const get = () => mover.get(url('long'), local('copy'), options);
    expect(await kindOf(endedEarly(get, () => rm(local('copy'))))).toBe('timed-out');
    expect(await listLocal()).toEqual(before);
  });
}

/** A process or descriptor that stays would be there a thousand times on a worker node. */
function describeRemains(makeFixture: MakeFixture): void {
  it('leaves no process behind', async () => {
    const workplace = await openWorkplace(makeFixture);
    const { mover, url, local, write, options } = workplace;
    const source = await write('source', contentOf(10));
    // What all commands share is there after the first.
    await mover.put(source, url('first'), options);
    const before = new Set(await children());
    await mover.put(source, url('file'), options);
    await mover.get(url('file'), local('copy'), options);
    await kindOf(mover.get(url('missing'), local('copy-2'), options));
    await Promise.allSettled([mover.get(url('file'), local('copy-3'), stopEarly(workplace, new Error('stop')))]);
    expect((await children()).filter((pid) => !before.has(pid))).toEqual([]);
  });

  it('keeps no file open, whatever happens', async () => {
    const workplace = await openWorkplace(makeFixture);
    const { mover, url, plant, write, local, options } = workplace;
    await plant('file', contentOf(10));
    const source = await write('source', contentOf(10));
    const before = new Set(await openFiles());
    await mover.get(url('file'), local('copy'), options);
    await mover.put(source, url('other'), options);
    await kindOf(mover.get(url('missing'), local('copy-2'), options));
    await kindOf(mover.put(local('missing'), url('file-2'), options));
    const opened = async (): Promise<readonly string[]> => (await openFiles()).filter((path) => !before.has(path));
    // A storage in this process may be about to close what it has given out.
    for (let looks = 0; looks < 20 && (await opened()).length > 0; looks++) await wait(50);
    expect(await opened()).toEqual([]);
  });
}

const defaultLongBytes = 64 * 2 ** 20;

function longBytes({ weaknesses }: Workplace): number {
  return weaknesses?.longTransferBytes ?? defaultLongBytes;
}

async function storeLong(workplace: Workplace): Promise<void> {
  const { mover, url, writeSparse, options } = workplace;
  await mover.put(await writeSparse('long', longBytes(workplace)), url('long'), options);
}

/** Options under which a transfer is cancelled at its first sign of life, or soon if it shows none. */
function stopEarly(
  { mover, options }: Workplace,
  reason: Error,
): Workplace['options'] & { readonly onProgress: () => void } {
  const stopper = new AbortController();
  const stop = (): void => stopper.abort(reason);
  if (!mover.features.progress) setTimeout(stop, 20);
  return { ...options, signal: stopper.signal, onProgress: stop };
}

/**
 * Rejects as a transfer does that is ended in its middle. A program does not wait for this process, which a busy machine may keep
 * from its timer until all is done: such a transfer has had no middle here. It is undone and made again; a mover that heeds
 * nothing is done each time.
 */
async function endedEarly(transfer: () => Promise<unknown>, undo: () => Promise<void>): Promise<never> {
  for (let done = 0; done < 5; done++) {
    await transfer();
    await undo();
  }
  throw new Error('the transfer was done each time');
}

/** Processes that this one has started and that are still there. */
async function children(): Promise<readonly string[]> {
  const text = await readFile(`/proc/self/task/${process.pid}/children`, 'utf8');
  return text.split(' ').filter((pid) => pid !== '');
}

/**
 * Files below the temporary directory: the test runner opens some of its own elsewhere, and pipes are kept to be used
 * again by what runs programs.
 */
async function openFiles(): Promise<readonly string[]> {
  const descriptors = (await readdir('/proc/self/fd')).filter((descriptor) => isFile(Number(descriptor)));
  const targets = await Promise.allSettled(descriptors.map((descriptor) => readlink(`/proc/self/fd/${descriptor}`)));
  return targets
    .filter((target) => target.status === 'fulfilled')
    .map(({ value }) => value)
    .filter((value) => value.startsWith(tmpdir()));
}

/** The descriptor that listed the others is gone by then. */
function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}
