import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { type Mover, MoverError, secondTry, type TransferOptions, withSecondTry } from '../../src/index.ts';
import { memoryStorage } from '../memory-mover.ts';

const call: TransferOptions = { signal: new AbortController().signal, timeoutMs: 60_000, logger: silentLogger };
const crash = () => new MoverError('tool: was killed by SIGABRT', { kind: 'other', file: 'f', momentary: true });

/** A mover whose program crashes in the first `crashes` calls of each kind. */
function crashing(crashes: number, overwrites = true) {
  const left = new Map<string, number>();
  const storage = memoryStorage({
    overwrites,
    before: (name) => {
      const [verb = ''] = name.split(' ');
      const open = left.get(verb) ?? crashes;
      left.set(verb, open - 1);
      if (open > 0) throw crash();
    },
  });
  storage.files.set('file', Buffer.from('content'));
  return { ...storage, mover: withSecondTry(storage.mover) };
}

describe('a program that crashes', () => {
  it.each<[string, (mover: Mover, url: URL, directory: string) => Promise<unknown>]>([
    ['stat', (mover, url) => mover.stat(url, call)],
    ['checksum', (mover, url) => mover.checksum(url, 'adler32', call)],
    ['get', (mover, url, directory) => mover.get(url, join(directory, 'copy'), call)],
    ['put', (mover, url, directory) => mover.put(join(directory, 'source'), url, call)],
    ['remove', (mover, url) => mover.remove(url, call)],
  ])('is asked once more: %s', async (verb, ask) => {
    const directory = await tree({ source: 'content' });
    const once = crashing(1);
    await ask(once.mover, once.url('file'), directory);
    expect(once.calls).toEqual([`${verb} file`, `${verb} file`]);
    const twice = crashing(2);
    await expect(ask(twice.mover, twice.url('file'), await tree({ source: '' }))).rejects.toThrow('killed by SIGABRT');
    expect(twice.calls).toHaveLength(2);
  });

  it('has not said that there is something: that may be what it left', async () => {
    const { mover, url } = crashing(1, false);
    const put = mover.put(join(await tree({ source: 'content' }), 'source'), url('file'), call);
    await expect(put).rejects.toMatchObject({ kind: 'other', momentary: true });
  });

  it('in the middle of a batch leaves the rest to a second one', async () => {
    const batches: string[][] = [];
    const { mover, url } = memoryStorage();
    const many = withSecondTry({
      ...mover,
      async putMany(requests) {
        batches.push(requests.map(({ source }) => source));
        return requests.map(({ source }) => {
          if (source === 'good' || batches.length > 1)
            return { status: 'fulfilled', value: { mode: 'copied', bytes: 1 } };
          const reason = source === 'bad' ? new MoverError('no', { kind: 'denied', file: 'f' }) : crash();
          return { status: 'rejected', reason };
        });
      },
    });
    const requests = ['good', 'bad', 'c', 'd'].map((source) => ({ source, destination: url(source) }));
    const settled = await many.putMany?.(requests, call);
    expect(settled?.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(batches).toEqual([
      ['good', 'bad', 'c', 'd'],
      ['c', 'd'],
    ]);
  });

  it('has for the second try what is left of the time, and none once cancelled', async () => {
    const limits: number[] = [];
    const stopper = new AbortController();
    const slow = async ({ timeoutMs }: TransferOptions): Promise<never> => {
      limits.push(timeoutMs);
      if (limits.length > 2) stopper.abort(new Error('stop'));
      await new Promise((resolve) => setTimeout(resolve, 20));
      throw crash();
    };
    await expect(secondTry(call, slow)).rejects.toThrow('SIGABRT');
    expect(limits[0]).toBe(60_000);
    expect(limits[1]).toBeLessThan(59_990);
    await expect(secondTry({ ...call, signal: stopper.signal }, slow)).rejects.toThrow('stop');
    expect(limits).toHaveLength(3);
  });

  it('is the only thing that is tried again', async () => {
    const { mover, calls, url } = memoryStorage();
    const get = withSecondTry(mover).get(url('missing'), join(await tempDir(), 'copy'), call);
    await expect(get).rejects.toMatchObject({ kind: 'not-found' });
    expect(calls).toEqual(['get missing']);
    expect(Object.keys(withSecondTry(mover)).toSorted()).toEqual(Object.keys(mover).toSorted());
  });
});
