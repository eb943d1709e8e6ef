import { PilotError } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { MoverError, type MoverErrorKind } from '../../src/index.ts';
import { codeOf, openRig } from '../engine-rig.ts';
import { memoryStorage } from '../memory-mover.ts';

const failing = (kind: MoverErrorKind, only = '') => ({
  before: (call: string): void => {
    if (call.includes(only))
      throw new MoverError(`it is ${kind}`, { kind, file: call, exitCode: 54, tail: 'last words' });
  },
});

describe('the ways of a transfer', () => {
  it('takes the next replica when one is missing', async () => {
    const rig = await openRig();
    const request = rig.input('file', 'content');
    const replicas = [rig.storage.url('missing'), ...request.replicas];
    expect(await rig.stageIn({ ...request, replicas })).toMatchObject({
      kind: 'staged',
      url: 'mem://host/file',
      failedAttempts: [{ copytool: 'mem', url: 'mem://host/missing', kind: 'not-found', message: 'no missing here' }],
    });
    expect(rig.sleeps).toEqual([]);
  });

  it('takes the next copytool when the first has failed on every replica, and loads it only then', async () => {
    const first = memoryStorage({ name: 'first', ...failing('denied') });
    const second = memoryStorage({ name: 'second' });
    const loaded: string[] = [];
    const movers = async (name: string) => {
      loaded.push(name);
      return name === 'first' ? first.mover : second.mover;
    };
    const rig = await openRig({ storages: [second], movers, queuedata: queueOf('first', 'second') });
    expect(await rig.stageIn(rig.input('one', '1'))).toMatchObject({ kind: 'staged', copytool: 'second' });
    expect(loaded).toEqual(['first', 'second']);
    await rig.stageIn(rig.input('two', '2'));
    expect(loaded).toEqual(['first', 'second']);
  });

  it('leaves out replicas that a copytool has no scheme for', async () => {
    const first = memoryStorage({ name: 'first', scheme: 'srm' });
    const second = memoryStorage({ name: 'second' });
    const rig = await openRig({ storages: [first, second] });
    const replicas = [second.url('file'), first.url('file')];
    second.files.set('file', Buffer.from('content'));
    const outcome = await rig.stageIn({ ...rig.input('file', 'content'), replicas });
    expect(outcome).toMatchObject({ copytool: 'first', url: 'srm://host/file' });
    expect(second.calls).toEqual([]);
  });

  it('says when no copytool has a scheme for any replica', async () => {
    const rig = await openRig();
    const outcome = await rig.stageIn({ ...rig.input('file', 'x'), replicas: [new URL('root://host//file')] });
    expect(codeOf(outcome)).toBe('NO_STORAGE_PROTOCOL');
    expect(outcome).toMatchObject({ error: { message: expect.stringContaining('mem cannot reach root: (file)') } });
  });

  it('says when there is no replica, and when the queue names no copytool', async () => {
    const rig = await openRig();
    expect(codeOf(await rig.stageIn({ ...rig.input('file', 'x'), replicas: [] }))).toBe('REPLICA_NOT_FOUND');
    const bare = await openRig({ queuedata: { copytools: {}, acopytools: {} } });
    expect(codeOf(await bare.stageIn(bare.input('file', 'x')))).toBe('BAD_QUEUE_CONFIGURATION');
  });

  it('passes on why a copytool cannot be loaded, unless another one does', async () => {
    const unknown = new PilotError('UNKNOWN_COPYTOOL', 'first');
    const { mover } = memoryStorage({ name: 'second' });
    const movers = async (name: string) => {
      if (name === 'first') throw unknown;
      return mover;
    };
    const alone = await openRig({ movers, queuedata: queueOf('first') });
    const outcome = await alone.stageIn(alone.input('file', 'content'));
    expect(outcome).toMatchObject({ kind: 'failed', error: unknown });
    const rig = await openRig({ storages: [memoryStorage()], movers, queuedata: queueOf('first', 'second') });
    // The second is asked, and does not have the file: that says more than the first's absence.
    expect(codeOf(await rig.stageIn(rig.input('file', 'content')))).toBe('NO_SUCH_FILE');
  });

  it('is passed over by a copytool whose program is missing', async () => {
    const first = memoryStorage({ name: 'first', ...failing('tool-missing') });
    const second = memoryStorage({ name: 'second' });
    const rig = await openRig({ storages: [first, second] });
    second.files.set('file', Buffer.from('content'));
    const request = rig.input('file', 'content');
    const replicas = [first.url('other'), first.url('file')];
    expect(await rig.stageIn({ ...request, replicas })).toMatchObject({ copytool: 'second' });
    expect(first.calls).toEqual(['get other']);
  });
});

describe('the retries of a transfer', () => {
  it('repeats what may change, with growing pauses, as often as the queue says', async () => {
    const rig = await openRig({ storages: [memoryStorage(failing('network'))], queuedata: { stageinretry: 3 } });
    const outcome = await rig.stageIn(rig.input('file', 'content'));
    expect(codeOf(outcome)).toBe('UNREACHABLE_NETWORK');
    expect(rig.storage.calls).toEqual(['get file', 'get file', 'get file']);
    expect(rig.sleeps).toEqual([2000, 4000]);
  });

  it.each(['denied', 'no-space', 'not-found', 'checksum-mismatch', 'unsupported', 'tool-missing'] as const)(
    'does not repeat what failed with %s',
    async (kind) => {
      const rig = await openRig({ storages: [memoryStorage(failing(kind))] });
      await rig.stageIn(rig.input('file', 'content'));
      expect(rig.storage.calls).toEqual(['get file']);
      expect(rig.sleeps).toEqual([]);
    },
  );

  it('waits as long as the storage asks for, and passes over one that asks for too much', async () => {
    const busy = (retryAfterMs: number) => ({
      before: (call: string): void => {
        if (call.includes('busy')) throw new MoverError('not now', { kind: 'offline', file: call, retryAfterMs });
      },
    });
    const patient = await openRig({ storages: [memoryStorage(busy(30_000))] });
    expect(codeOf(await patient.stageIn(patient.input('busy', 'content')))).toBe('SERVICE_NOT_AVAILABLE');
    expect(patient.sleeps).toEqual([30_000]);
    const rig = await openRig({ storages: [memoryStorage(busy(90_000))] });
    const request = rig.input('file', 'content');
    const replicas = [rig.storage.url('busy'), ...request.replicas];
    expect(await rig.stageIn({ ...request, replicas })).toMatchObject({ kind: 'staged', url: 'mem://host/file' });
    expect(rig.sleeps).toEqual([]);
  });

  it('does not try other replicas on a full local disk', async () => {
    const rig = await openRig({ storages: [memoryStorage(failing('no-space'))] });
    const request = rig.input('file', 'content');
    const replicas = [...request.replicas, rig.storage.url('second')];
    expect(codeOf(await rig.stageIn({ ...request, replicas }))).toBe('NO_LOCAL_SPACE');
    expect(rig.storage.calls).toEqual(['get file']);
  });

  it('stops a mover that never answers, and tries again', async () => {
    const hanging = memoryStorage({ before: () => new Promise<void>(() => undefined) });
    const limits = { transferTimeoutMs: () => 5, graceMs: 5 };
    const rig = await openRig({ storages: [hanging], limits });
    expect(codeOf(await rig.stageIn(rig.input('file', 'content')))).toBe('STAGE_IN_TIMEOUT');
    expect(rig.storage.calls).toEqual(['get file', 'get file']);
  });
});

describe('the verdict on a transfer', () => {
  it('carries what the tool said last', async () => {
    const rig = await openRig({ storages: [memoryStorage(failing('denied'))] });
    const outcome = await rig.stageIn(rig.input('file', 'content'));
    expect(outcome).toMatchObject({
      kind: 'failed',
      error: {
        code: 1338,
        message: expect.stringContaining('mem://host/file: it is denied'),
        details: {
          lfn: 'file',
          copytool: 'mem',
          url: 'mem://host/file',
          attempts: 1,
          exitCode: 54,
          tail: 'last words',
        },
        cause: { kind: 'denied' },
      },
    });
  });

  it('has a hint of its own where a mounted storage forbids something: no credential was refused', async () => {
    const denied = new MoverError('EACCES: permission denied', { kind: 'denied', file: '/pnfs/file' });
    const before = (): never => {
      throw denied;
    };
    const rig = await openRig({ storages: [memoryStorage({ before })] });
    const outcome = await rig.stageOut(await rig.output('file', 'content'));
    expect(outcome).toMatchObject({ error: { code: 1137, hint: expect.stringContaining('account') } });
  });

  it('is what was said of the file, not what a later copytool cannot do at all', async () => {
    const first = memoryStorage({ name: 'first', ...failing('checksum-mismatch') });
    const second = memoryStorage({ name: 'second', ...failing('unsupported') });
    const rig = await openRig({ storages: [first, second] });
    expect(codeOf(await rig.stageIn(rig.input('file', 'content')))).toBe('GET_AD_MISMATCH');
  });

  it('takes a bug in a mover for a failed attempt, and logs where it is', async () => {
    const buggy = memoryStorage({
      before: () => {
        throw new TypeError('undefined is not a function');
      },
    });
    const rig = await openRig({ storages: [buggy] });
    const outcome = await rig.stageIn(rig.input('file', 'content'));
    expect(codeOf(outcome)).toBe('STAGE_IN_FAILED');
    expect(outcome).toMatchObject({ error: { cause: expect.any(TypeError) as TypeError } });
    expect(rig.logged.find((line) => line.includes('transfer attempt failed'))).toContain('transfer.test.ts');
  });
});

function queueOf(...copytools: readonly string[]): Record<string, unknown> {
  return { acopytools: { pr: copytools } };
}

describe('a transfer that stands still', () => {
  it('is given up, and tried again', async () => {
    let gets = 0;
    const storage = memoryStorage();
    const mover = {
      ...storage.mover,
      get: async (...[source, destination, options]: Parameters<typeof storage.mover.get>) => {
        if (++gets > 1) return storage.mover.get(source, destination, options);
        options.onProgress?.(1);
        return new Promise<never>((_resolve, reject) => {
          options.signal.addEventListener('abort', () => reject(options.signal.reason));
        });
      },
    };
    const rig = await openRig({ storages: [storage], movers: async () => mover, limits: { stallTimeoutMs: 30 } });
    const outcome = await rig.stageIn(rig.input('file', 'content'));
    expect(outcome).toMatchObject({
      kind: 'staged',
      failedAttempts: [{ kind: 'timed-out', message: 'no byte for 0.03 s' }],
    });
  });
});
