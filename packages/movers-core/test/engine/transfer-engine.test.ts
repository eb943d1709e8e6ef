import { unlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type Mover, MoverError, type TransferEvent } from '../../src/index.ts';
import { codeOf, openRig } from '../engine-rig.ts';
import { memoryStorage } from '../memory-mover.ts';

const { signal } = new AbortController();

describe('createTransferEngine', () => {
  it('settles every file on its own, in the order asked for', async () => {
    const rig = await openRig();
    const files = [rig.input('one', '1'), rig.input('two', '2'), rig.input('three', '3')];
    rig.storage.files.delete('two');
    const outcomes = await rig.engine.stageIn(files, { signal });
    expect(outcomes.map((outcome) => [outcome.lfn, codeOf(outcome)])).toEqual([
      ['one', 'staged'],
      ['two', 'NO_SUCH_FILE'],
      ['three', 'staged'],
    ]);
    expect(await rig.names()).toEqual(['one', 'three']);
  });

  it('counts for each file its own time only', async () => {
    let now = 0;
    const slow = memoryStorage({ before: () => void (now += 1000) });
    const clock = { now: () => now, sleep: async () => undefined };
    const rig = await openRig({ storages: [slow], clock, limits: { transfers: 1 } });
    const outcomes = await rig.engine.stageIn([rig.input('one', '1'), rig.input('two', '2')], { signal });
    expect(outcomes.map(({ durationMs }) => durationMs)).toEqual([1000, 1000]);
  });

  it('stores what it can', async () => {
    const rig = await openRig();
    const files = [await rig.output('one', '1'), await rig.output('empty', ''), await rig.output('three', '3')];
    const outcomes = await rig.engine.stageOut(files, { signal });
    expect(outcomes.map(codeOf)).toEqual(['stored', 'ZERO_FILE_SIZE', 'stored']);
    expect([...rig.storage.files.keys()].toSorted()).toEqual(['one', 'three']);
  });

  it('has nothing to do without files', async () => {
    const rig = await openRig();
    expect(await rig.engine.stageIn([], { signal })).toEqual([]);
    expect(await rig.engine.stageOut([], { signal })).toEqual([]);
  });

  it('stores outputs and the log with the copytools that the queue has for each', async () => {
    const [outputs, logs] = [memoryStorage({ name: 'for-outputs' }), memoryStorage({ name: 'for-logs' })];
    const acopytools = { pw: ['for-outputs'], pl: ['for-logs'] };
    const rig = await openRig({ storages: [outputs, logs], queuedata: { acopytools } });
    const file = await rig.output('file', 'content');
    const log = { ...(await rig.output('log', 'lines')), role: 'log' as const };
    const outcomes = await rig.engine.stageOut([file, log], { signal });
    expect(outcomes).toMatchObject([{ copytool: 'for-outputs' }, { copytool: 'for-logs', role: 'log' }]);
  });

  it('moves several at once where the limits allow', async () => {
    let [running, most] = [0, 0];
    let meet = (): void => undefined;
    const met = new Promise<void>((resolve) => (meet = resolve));
    const storage = memoryStorage({
      before: async () => {
        most = Math.max(most, ++running);
        if (running > 1) meet();
        await met;
        // Time for one too many.
        await new Promise((resolve) => setTimeout(resolve, 5));
        running--;
      },
    });
    const rig = await openRig({ storages: [storage], limits: { transfers: 3, transfersPerEndpoint: 2 } });
    const files = ['a', 'b', 'c', 'd'].map((lfn) => rig.input(lfn, lfn));
    const outcomes = await rig.engine.stageIn(files, { signal });
    expect(outcomes.map(codeOf)).toEqual(['staged', 'staged', 'staged', 'staged']);
    expect(most).toBe(2);
  });
});

describe('the room for inputs', () => {
  it('refuses them all before the first byte when they are too large together', async () => {
    const rig = await openRig({ queuedata: { maxinputsize: 1 } });
    const large = rig.input('large', 'x'.repeat(1024 * 1024));
    const outcomes = await rig.engine.stageIn([large, rig.input('small', 'x')], { signal });
    expect(outcomes.map(codeOf)).toEqual(['SIZE_TOO_LARGE', 'SIZE_TOO_LARGE']);
    expect(rig.storage.calls).toEqual([]);
    expect(rig.events).toHaveLength(2);
  });

  it('does not count what is there already', async () => {
    const rig = await openRig({ freeSpace: () => Promise.resolve(5) });
    const [there, missing] = [rig.input('there', 'twelve bytes'), rig.input('missing', '12345')];
    await writeFile(there.destination, 'twelve bytes');
    const outcomes = await rig.engine.stageIn([there, missing], { signal });
    expect(outcomes).toMatchObject([{ mode: 'present' }, { mode: 'copied' }]);
    const full = await rig.engine.stageIn([there, rig.input('more', '123456')], { signal });
    expect(full.map(codeOf)).toEqual(['staged', 'NO_LOCAL_SPACE']);
  });
});

describe('the events of a transfer', () => {
  it('tell its start, its progress and its end', async () => {
    let now = 0;
    // The mover alone tells: the file on the disk is looked at as seldom, by the clock of the machine.
    const limits = { progressIntervalMs: 1_000_000 };
    const rig = await openRig({ limits, clock: { now: () => (now += 1_000_000), sleep: async () => undefined } });
    const content = 'x'.repeat(2 * 1024 * 1024);
    await rig.stageIn(rig.input('file', content));
    const [started, ...rest] = rig.events;
    expect(started).toEqual({
      type: 'transfer-started',
      direction: 'stage-in',
      lfn: 'file',
      copytool: 'mem',
      url: 'mem://host/file',
      attempt: 1,
      bytes: 0,
      totalBytes: content.length,
    });
    const bytes = rest.map((event) => event.bytes);
    expect(rest.map(({ type }) => type)).toEqual([...Array(3).fill('transfer-progress'), 'transfer-ended']);
    expect(bytes).toEqual(bytes.toSorted((one, other) => one - other));
    expect(rest.at(-1)).toMatchObject({ lfn: 'file', bytes: content.length, outcome: { kind: 'staged' } });
  });

  it('tell the progress of a tool that says nothing, by the file that grows', async () => {
    const storage = memoryStorage();
    let seen = (): void => undefined;
    const grown = new Promise<void>((resolve) => (seen = resolve));
    const silent: Mover = {
      ...storage.mover,
      async get(source, destination, options) {
        await writeFile(destination, 'half');
        await grown;
        await unlink(destination);
        return storage.mover.get(source, destination, { ...options, onProgress: () => undefined });
      },
    };
    const rig = await openRig({
      storages: [{ ...storage, mover: silent }],
      limits: { progressIntervalMs: 0 },
      onEvent: (event) => {
        if (event.type === 'transfer-progress' && event.bytes === 4) seen();
      },
    });
    expect(codeOf(await rig.stageIn(rig.input('file', 'half and the rest')))).toBe('staged');
  });

  it('do not come faster than the limits say', async () => {
    const rig = await openRig({ limits: { progressIntervalMs: 1_000_000 } });
    await rig.stageIn(rig.input('file', 'x'.repeat(2 * 1024 * 1024)));
    expect(rig.events.map(({ type }) => type)).toEqual(['transfer-started', 'transfer-ended']);
  });

  it('count attempts over all ways', async () => {
    const rig = await openRig();
    const request = rig.input('file', 'content');
    await rig.stageIn({ ...request, replicas: [rig.storage.url('missing'), ...request.replicas] });
    const started = rig.events.filter((event) => event.type === 'transfer-started');
    expect(started.map(({ attempt, url }) => [attempt, url])).toEqual([
      [1, 'mem://host/missing'],
      [2, 'mem://host/file'],
    ]);
  });

  it('cannot fail a transfer by throwing', async () => {
    const onEvent = (event: TransferEvent): void => {
      throw new Error(`no room for ${event.type}`);
    };
    const rig = await openRig({ onEvent });
    expect(codeOf(await rig.stageIn(rig.input('file', 'content')))).toBe('staged');
    expect(rig.logged.join()).toContain('no room for transfer-started');
  });
});

describe('cancelling', () => {
  const reason = new Error('stop');

  it('begins nothing once aborted', async () => {
    const rig = await openRig();
    const aborted = AbortSignal.abort(reason);
    await expect(rig.stageIn(rig.input('in', 'content'), aborted)).rejects.toBe(reason);
    await expect(rig.stageOut(await rig.output('out', 'content'), aborted)).rejects.toBe(reason);
    expect(rig.storage.calls).toEqual([]);
  });

  it('leaves nothing partial at stage-in, keeps what is whole, and begins no further file', async () => {
    const job = new AbortController();
    const rig = await openRig({
      storages: [memoryStorage({ before: (call) => (call === 'get two' ? job.abort(reason) : undefined) })],
      limits: { transfers: 1 },
    });
    const files = [rig.input('one', '1'), rig.input('two', 'x'.repeat(1_000_000)), rig.input('three', '3')];
    await expect(rig.engine.stageIn(files, { signal: job.signal })).rejects.toBe(reason);
    expect(await rig.names()).toEqual(['one']);
    const ended = rig.events.filter(({ type }) => type === 'transfer-ended');
    expect(ended.map(({ lfn }) => lfn)).toEqual(['one']);
    expect(rig.storage.calls).toEqual(['get one', 'get two']);
  });

  it('removes a half-written output under a signal of its own', async () => {
    const job = new AbortController();
    const storage = memoryStorage({ atomicPut: false });
    const { mover } = storage;
    const rig = await openRig({
      storages: [storage],
      movers: async () => ({
        ...mover,
        put: (source, url, options) => mover.put(source, url, { ...options, onProgress: () => job.abort(reason) }),
      }),
    });
    const request = await rig.output('file', 'x'.repeat(2_000_000));
    await expect(rig.stageOut(request, job.signal)).rejects.toBe(reason);
    expect(storage.files.size).toBe(0);
    expect(storage.calls.at(-1)).toBe('remove file');
  });

  it('does not sit out a pause', async () => {
    const job = new AbortController();
    const network = (): never => {
      throw new MoverError('gone', { kind: 'network', file: 'file' });
    };
    const rig = await openRig({
      storages: [memoryStorage({ before: network })],
      clock: {
        now: () => 0,
        sleep: async (_delayMs, signal) => {
          job.abort(reason);
          signal.throwIfAborted();
        },
      },
    });
    await expect(rig.stageIn(rig.input('file', 'content'), job.signal)).rejects.toBe(reason);
    expect(rig.storage.calls).toEqual(['get file']);
  });
});
