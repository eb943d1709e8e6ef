import { mkdir, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { makeFifo } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { MoverError, type StageOutRequest } from '../../src/index.ts';
import { adler32Of, codeOf, openRig } from '../engine-rig.ts';
import { memoryStorage } from '../memory-mover.ts';

describe('stage-out of a file', () => {
  it('says what the server wants to know', async () => {
    const rig = await openRig();
    expect(await rig.stageOut(await rig.output('file', 'content'))).toEqual({
      kind: 'stored',
      lfn: 'file',
      guid: 'guid-of-file',
      role: 'output',
      mode: 'copied',
      copytool: 'mem',
      surl: 'mem://host/file',
      sizeBytes: 7,
      checksum: adler32Of('content'),
      verification: 'checksum',
      durationMs: expect.any(Number) as number,
      times: { beganAt: expect.any(Number), movedAt: expect.any(Number) },
      failedAttempts: [],
    });
    expect(rig.storage.calls).toEqual(['stat file', 'put file', 'checksum file']);
  });

  it('computes the checksum itself when the tool does not, also where sizes are all that is compared', async () => {
    const rig = await openRig({ storages: [memoryStorage({ sums: false, checksums: [] })] });
    expect(await rig.stageOut(await rig.output('file', 'content'))).toMatchObject({
      verification: 'size',
      checksum: adler32Of('content'),
    });
  });

  it('compares md5 where the storage knows nothing else, and tells adler32 all the same', async () => {
    const rig = await openRig({ storages: [memoryStorage({ checksums: ['md5'] })] });
    expect(await rig.stageOut(await rig.output('file', 'content'))).toMatchObject({
      verification: 'checksum',
      checksum: adler32Of('content'),
    });
  });

  it('fails when the storage can tell nothing of the file, and takes it away again', async () => {
    const mute = memoryStorage({
      checksums: [],
      before: (call) => {
        if (call.startsWith('stat')) throw new MoverError('no stat', { kind: 'unsupported', file: 'file' });
      },
    });
    const rig = await openRig({ storages: [mute] });
    expect(codeOf(await rig.stageOut(await rig.output('file', 'content')))).toBe('NO_FILE_VERIFICATION');
    expect(mute.files.size).toBe(0);
  });

  it('waits for the checksum of a large file as long as reading it may take', async () => {
    const { mover } = memoryStorage();
    const checksum = { algorithm: 'adler32', value: '0a1b2c3d' } as const;
    const timeouts: number[] = [];
    const rig = await openRig({
      movers: async () => ({
        ...mover,
        put: async (source) => ({ mode: 'copied', bytes: (await stat(source)).size, checksum }),
        async checksum(_url, _algorithm, { timeoutMs }) {
          timeouts.push(timeoutMs);
          return checksum;
        },
      }),
    });
    const request = await rig.output('file', '');
    await truncate(request.source, 10 ** 10);
    expect(await rig.stageOut(request)).toMatchObject({ kind: 'stored', checksum });
    expect(timeouts).toEqual([1_060_000]);
  });

  it('fails when the file grows while it is copied', async () => {
    const storage = memoryStorage();
    const { mover } = storage;
    const rig = await openRig({
      movers: async () => ({
        ...mover,
        put: async (source, url, options) => {
          await writeFile(source, 'content and more');
          return mover.put(source, url, options);
        },
      }),
    });
    const outcome = await rig.stageOut(await rig.output('file', 'content'));
    expect(codeOf(outcome)).toBe('PUT_WRONG_SIZE');
    expect(storage.files.size).toBe(0);
  });
});

describe('stage-out of what must not be stored', () => {
  const refused = async (change: (request: StageOutRequest, path: string) => Promise<Partial<StageOutRequest>>) => {
    const rig = await openRig({ limits: { maxOutputBytes: 100 } });
    const request = await rig.output('file', 'content');
    const outcome = await rig.stageOut({ ...request, ...(await change(request, rig.path('other'))) });
    expect(rig.storage.calls).toEqual([]);
    expect(rig.events.map(({ type }) => type)).toEqual(['transfer-ended']);
    return codeOf(outcome);
  };

  it('refuses a file that the payload did not write', async () => {
    expect(await refused(async (_, source) => ({ source }))).toBe('MISSING_OUTPUT_FILE');
    expect(await refused(async ({ source }) => ({ source: `${source}/below` }))).toBe('MISSING_OUTPUT_FILE');
  });

  it.skipIf(process.getuid?.() === 0)('refuses a file that it may not read', async () => {
    const closed = async (_: unknown, source: string) => (await writeFile(source, 'x', { mode: 0 }), { source });
    expect(await refused(closed)).toBe('FILE_HANDLING_FAILURE');
  });

  it('refuses an empty file', async () => {
    expect(await refused(async (_, source) => (await writeFile(source, ''), { source }))).toBe('ZERO_FILE_SIZE');
  });

  it('refuses a file that is too large', async () => {
    const large = async (_: unknown, source: string) => (await writeFile(source, 'x'.repeat(101)), { source });
    expect(await refused(large)).toBe('OUTPUT_FILE_TOO_LARGE');
  });

  it('refuses a name that no catalogue takes', async () => {
    const named = (lfn: string) => refused(async ({ file }) => ({ file: { ...file, lfn } }));
    expect(await named('é'.repeat(128))).toBe('LFN_TOO_LONG');
  });

  it('refuses a directory, a FIFO and a link to one, without waiting', async () => {
    expect(await refused(async (_, source) => (await mkdir(source), { source }))).toBe('FILE_HANDLING_FAILURE');
    const fifo = async (_: unknown, source: string) => (makeFifo(source), { source });
    expect(await refused(fifo)).toBe('FILE_HANDLING_FAILURE');
    const link = async (_: unknown, source: string) => (await symlink('/dev/zero', source), { source });
    expect(await refused(link)).toBe('FILE_HANDLING_FAILURE');
  });

  it('stores an empty file where that is allowed', async () => {
    const rig = await openRig({ limits: { emptyOutputs: 'store' } });
    expect(await rig.stageOut(await rig.output('file', ''))).toMatchObject({ kind: 'stored', sizeBytes: 0 });
    expect(rig.storage.files.get('file')).toHaveLength(0);
  });
});

describe('stage-out to a name that is taken', () => {
  it('stores nothing twice', async () => {
    const rig = await openRig();
    const request = await rig.output('file', 'content');
    rig.storage.files.set('file', Buffer.from('content'));
    expect(await rig.stageOut(request)).toMatchObject({
      kind: 'stored',
      mode: 'present',
      verification: 'checksum',
      checksum: adler32Of('content'),
    });
    expect(rig.storage.calls).toEqual(['stat file', 'checksum file']);
  });

  it.each(['CONTENT', 'other content'])("leaves somebody else's %j", async (other) => {
    const rig = await openRig();
    const request = await rig.output('file', 'content');
    rig.storage.files.set('file', Buffer.from(other));
    const outcome = await rig.stageOut(request);
    expect(codeOf(outcome)).toBe('FILE_EXISTS');
    expect(rig.storage.files.get('file')?.toString()).toBe(other);
    expect(rig.sleeps).toEqual([]);
  });

  it('does not take a file of the same size for the same file', async () => {
    const rig = await openRig({ storages: [memoryStorage({ checksums: [] })] });
    const request = await rig.output('file', 'content');
    rig.storage.files.set('file', Buffer.from('content'));
    expect(codeOf(await rig.stageOut(request))).toBe('FILE_EXISTS');
  });

  it('replaces what an earlier pilot of this job left, also what is not to be seen', async () => {
    const rig = await openRig({ storages: [memoryStorage({ overwrites: false, atomicPut: false })] });
    const request = { ...(await rig.output('file', 'content')), conflict: 'replace' } as const;
    rig.storage.files.set('file', Buffer.from('cont'));
    expect(await rig.stageOut(request)).toMatchObject({ kind: 'stored', mode: 'copied' });
    rig.storage.files.clear();
    rig.storage.calls.length = 0;
    expect(await rig.stageOut(request)).toMatchObject({ kind: 'stored', mode: 'copied' });
    expect(rig.storage.calls).toEqual(['stat file', 'remove file', 'put file', 'checksum file']);
  });
});

describe('stage-out that fails halfway', () => {
  const breaksOnce = (call: string, effect?: () => void) => {
    let broken = false;
    return (now: string): void => {
      if (broken || !now.startsWith(call)) return;
      broken = true;
      effect?.();
      throw new MoverError('connection lost', { kind: 'network', file: 'file' });
    };
  };

  it('removes what the failed attempt left before it tries again', async () => {
    const storage = memoryStorage({
      atomicPut: false,
      overwrites: false,
      before: breaksOnce('put', () => storage.files.set('file', Buffer.from('cont'))),
    });
    const rig = await openRig({ storages: [storage] });
    expect(codeOf(await rig.stageOut(await rig.output('file', 'content')))).toBe('stored');
    expect(storage.files.get('file')?.toString()).toBe('content');
  });

  it('finds a file stored whose put had only lost its answer', async () => {
    const storage = memoryStorage({
      before: breaksOnce('put', () => storage.files.set('file', Buffer.from('content'))),
    });
    const rig = await openRig({ storages: [storage] });
    expect(await rig.stageOut(await rig.output('file', 'content'))).toMatchObject({ kind: 'stored', mode: 'present' });
    expect(storage.calls.filter((call) => call === 'put file')).toHaveLength(1);
  });

  it('replaces its own remains even when they could not be removed at once', async () => {
    const storage = memoryStorage({
      atomicPut: false,
      before: (call) => {
        if (call === 'put file') putOnce();
        if (call === 'remove file') removeOnce(call);
      },
    });
    const putOnce = (): void => breakPut('put');
    const breakPut = breaksOnce('put', () => storage.files.set('file', Buffer.from('cont')));
    const removeOnce = breaksOnce('remove');
    const rig = await openRig({ storages: [storage] });
    expect(codeOf(await rig.stageOut(await rig.output('file', 'content')))).toBe('stored');
    expect(storage.files.get('file')?.toString()).toBe('content');
    expect(rig.logged.join()).toContain('cannot remove what a failed transfer left');
  });

  it('leaves nothing when it gives up', async () => {
    const storage = memoryStorage({
      atomicPut: false,
      before: (call) => {
        if (call !== 'put file') return;
        storage.files.set('file', Buffer.from('cont'));
        throw new MoverError('disk full', { kind: 'no-space', file: 'file' });
      },
    });
    const rig = await openRig({ storages: [storage] });
    const outcome = await rig.stageOut(await rig.output('file', 'content'));
    expect(codeOf(outcome)).toBe('NO_REMOTE_SPACE');
    expect(storage.files.size).toBe(0);
    expect(rig.sleeps).toEqual([]);
  });
});

describe('the space token of an output', () => {
  const tokenOf = async (destinationToken: string, queuedata: Record<string, unknown>) => {
    const storage = memoryStorage();
    const tokens: unknown[] = [];
    const rig = await openRig({
      queuedata,
      movers: async () => ({
        ...storage.mover,
        put(source, url, options) {
          tokens.push(options.about?.spaceToken);
          return storage.mover.put(source, url, options);
        },
      }),
    });
    const { file, ...request } = await rig.output('file', 'content');
    await rig.stageOut({ ...request, file: { ...file, destinationToken } });
    return tokens;
  };

  it("is the job's where the queue has it, else that of its first storage, if any", async () => {
    const queue = { setokens: 'DATADISK,SCRATCHDISK', se: 'token:SCRATCHDISK:mem://host' };
    expect(await tokenOf('datadisk', queue)).toEqual(['DATADISK']);
    expect(await tokenOf('dst:ELSEWHERE_DATADISK', queue)).toEqual(['SCRATCHDISK']);
    expect(await tokenOf('DATADISK', {})).toEqual([undefined]);
  });
});

describe('an output that does not fit into its place', () => {
  const full = (places: readonly string[]) =>
    memoryStorage({
      before: (call) => {
        if (places.some((place) => call === `put ${place}`)) {
          throw new MoverError('the disk is full', { kind: 'no-space', file: call });
        }
      },
    });

  it('goes to the next, by the same copytool', async () => {
    const storage = full(['file']);
    const rig = await openRig({ storages: [storage] });
    const request = { ...(await rig.output('file', 'content')), alternatives: [storage.url('elsewhere')] };
    expect(await rig.stageOut(request)).toMatchObject({
      kind: 'stored',
      surl: 'mem://host/elsewhere',
      failedAttempts: [{ kind: 'no-space' }],
    });
    expect([...storage.files.keys()]).toEqual(['elsewhere']);
  });

  it('fails with what the last place said', async () => {
    const storage = full(['file', 'elsewhere']);
    const rig = await openRig({ storages: [storage] });
    const request = { ...(await rig.output('file', 'content')), alternatives: [storage.url('elsewhere')] };
    expect(codeOf(await rig.stageOut(request))).toBe('NO_REMOTE_SPACE');
    expect(rig.sleeps).toEqual([]);
  });
});
