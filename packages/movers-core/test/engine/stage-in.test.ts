import { spawnSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { ownSuffix } from '@panda-pilot/lease';
import { describe, expect, it } from 'vitest';
import { damagedReplicas, type Mover, MoverError } from '../../src/index.ts';
import { adler32Of, codeOf, openRig } from '../engine-rig.ts';
import { memoryStorage } from '../memory-mover.ts';

describe('stage-in of a file', () => {
  it('gives the file its name only when it is whole and right', async () => {
    const rig = await openRig();
    expect(await rig.stageIn(rig.input('file', 'content'))).toEqual({
      kind: 'staged',
      lfn: 'file',
      path: rig.path('file'),
      mode: 'copied',
      copytool: 'mem',
      url: 'mem://host/file',
      sizeBytes: 7,
      checksum: adler32Of('content'),
      verification: 'checksum',
      durationMs: expect.any(Number) as number,
      times: { beganAt: expect.any(Number), movedAt: expect.any(Number) },
      failedAttempts: [],
    });
    expect(await rig.names()).toEqual(['file']);
    expect(await rig.content('file')).toBe('content');
    expect(rig.storage.calls).toEqual(['get file']);
  });

  it('does not believe a tool that tells the wrong checksum for the right one', async () => {
    const rig = await openRig();
    const request = rig.input('file', 'content');
    const deadbeef = { ...request.file, checksum: { algorithm: 'adler32', value: 'deadbeef' } as const };
    const outcome = await rig.stageIn({ ...request, file: deadbeef });
    expect(codeOf(outcome)).toBe('GET_AD_MISMATCH');
    expect(await rig.names()).toEqual([]);
  });

  it('reads the file itself when the tool tells no checksum', async () => {
    const rig = await openRig({ storages: [memoryStorage({ sums: false })] });
    expect(await rig.stageIn(rig.input('file', 'content'))).toMatchObject({ verification: 'checksum' });
    expect(rig.storage.calls).toEqual(['get file']);
  });

  it('tells a truncated file as one, without reading it', async () => {
    const rig = await openRig();
    const request = rig.input('file', 'content');
    rig.storage.files.set('file', Buffer.from('conten'));
    const outcome = await rig.stageIn(request);
    expect(codeOf(outcome)).toBe('GET_WRONG_SIZE');
    expect(outcome).toMatchObject({ error: { code: 1175, message: expect.stringContaining('6 bytes instead of 7') } });
    expect(await rig.names()).toEqual([]);
  });

  it('asks the storage for what the catalogue does not say', async () => {
    const rig = await openRig();
    const request = { ...rig.input('file', 'content'), file: { lfn: 'file' } };
    expect(await rig.stageIn(request)).toMatchObject({ kind: 'staged', verification: 'checksum' });
    expect(rig.storage.calls).toEqual(['get file', 'checksum file']);
  });

  it('compares sizes where there is no checksum', async () => {
    const rig = await openRig({ storages: [memoryStorage({ checksums: [] })] });
    const { replicas, destination } = rig.input('file', 'content');
    const known = { file: { lfn: 'file', sizeBytes: 7 }, replicas, destination };
    expect(await rig.stageIn(known)).toMatchObject({ kind: 'staged', verification: 'size' });
    expect(await rig.stageIn({ ...known, file: { lfn: 'file' } })).toMatchObject({ verification: 'size' });
    expect(rig.storage.calls.at(-1)).toBe('stat file');
  });

  it('compares the kind of checksum that the catalogue has, whatever the storage knows', async () => {
    const rig = await openRig();
    const request = rig.input('file', 'content');
    const file = { ...request.file, checksum: { algorithm: 'crc32c', value: '61af7533' } as const };
    expect(await rig.stageIn({ ...request, file })).toMatchObject({
      verification: 'checksum',
      checksum: file.checksum,
    });
    const wrong = { ...file, lfn: 'wrong', checksum: { ...file.checksum, value: '01020304' } };
    expect(codeOf(await rig.stageIn({ ...request, file: wrong, destination: rig.path('wrong') }))).toBe(
      'GET_AD_MISMATCH',
    );
  });

  it('refuses a file of which nobody can say what it is', async () => {
    const mute = memoryStorage({
      checksums: [],
      before: (call) => {
        if (call.startsWith('stat')) throw new MoverError('no stat', { kind: 'unsupported', file: 'file' });
      },
    });
    const rig = await openRig({ storages: [mute] });
    const outcome = await rig.stageIn({ ...rig.input('file', 'content'), file: { lfn: 'file' } });
    expect(codeOf(outcome)).toBe('NO_FILE_VERIFICATION');
    expect(await rig.names()).toEqual([]);
  });

  it('has another number for md5', async () => {
    const rig = await openRig();
    const request = rig.input('file', 'content');
    const file = { lfn: 'file', checksum: { algorithm: 'md5', value: 'd41d8cd98f00b204e9800998ecf8427e' } as const };
    expect(codeOf(await rig.stageIn({ ...request, file }))).toBe('GET_MD5_MISMATCH');
  });

  it('removes what processes that were killed have left half-done, and what nobody else has', async () => {
    const rig = await openRig();
    const { pid } = spawnSync('true');
    const [living, dead] = [ownSuffix(), ownSuffix().replace(`-${process.pid}-`, `-${pid}-`)];
    await mkdir(rig.path(dead));
    for (const name of [`file${dead}.part`, `${dead}/half`, `file${living}.part`, 'file.part'])
      await writeFile(rig.path(name), 'half');
    expect(codeOf(await rig.stageIn(rig.input('file', 'content')))).toBe('staged');
    expect(await rig.names()).toEqual(['file', `file${living}.part`, 'file.part'].toSorted());
  });

  it('keeps two transfers to one path apart: each is whole and verified, whoever comes last', async () => {
    const turn = new EventEmitter();
    const [written, over] = [once(turn, 'first is written'), once(turn, 'second is over')];
    const memory = memoryStorage();
    const get: Mover['get'] = async (source, destination, options) => {
      const receipt = await memory.mover.get(source, destination, options);
      if (source.pathname === '/other') return receipt;
      turn.emit('first is written');
      await over;
      return receipt;
    };
    const rig = await openRig({ storages: [{ ...memory, mover: { ...memory.mover, get } }] });
    const [one, other] = [rig.input('one', 'content of one'), rig.input('other', 'content of the other')];
    const first = rig.stageIn(one);
    await written;
    expect(codeOf(await rig.stageIn({ ...other, destination: one.destination }))).toBe('staged');
    expect(await rig.content('one')).toBe('content of the other');
    turn.emit('second is over');
    expect(codeOf(await first)).toBe('staged');
    expect([await rig.names(), await rig.content('one')]).toEqual([['one'], 'content of one']);
  });

  it('refuses, of inputs that are asked for together, the one that would replace another', async () => {
    const rig = await openRig();
    const [one, other] = [rig.input('one', 'content of one'), rig.input('other', 'content of the other')];
    const requests = [one, { ...other, destination: one.destination }];
    const outcomes = await rig.engine.stageIn(requests, { signal: new AbortController().signal });
    expect(outcomes.map(codeOf)).toEqual(['staged', 'STAGE_IN_FAILED']);
    expect(outcomes[1]).toMatchObject({ error: { message: expect.stringContaining('is where one goes already') } });
    expect(await rig.content('one')).toBe('content of one');
  });

  it('fails when a directory stands in the way, and leaves it', async () => {
    const rig = await openRig();
    await mkdir(rig.path('file'));
    expect(codeOf(await rig.stageIn(rig.input('file', 'content')))).toBe('STAGE_IN_FAILED');
    expect(await rig.names()).toEqual(['file']);
  });

  it('stages in a file whose name has room for nothing more', async () => {
    const rig = await openRig();
    const lfn = 'é'.repeat(127);
    expect(codeOf(await rig.stageIn(rig.input(lfn, 'content')))).toBe('staged');
    expect(await rig.names()).toEqual([lfn]);
  });

  it('stages in an empty file', async () => {
    const rig = await openRig();
    expect(await rig.stageIn(rig.input('file', ''))).toMatchObject({ kind: 'staged', sizeBytes: 0 });
    expect(await rig.content('file')).toBe('');
  });
});

describe('stage-in of a file that is there already', () => {
  it('copies nothing when it is right', async () => {
    const rig = await openRig();
    const request = rig.input('file', 'content');
    await writeFile(rig.path('file'), 'content');
    const outcome = await rig.stageIn(request);
    expect(outcome).toMatchObject({ kind: 'staged', mode: 'present', verification: 'checksum', sizeBytes: 7 });
    expect(outcome).not.toHaveProperty('copytool');
    expect(rig.storage.calls).toEqual([]);
  });

  it.each(['CONTENT', 'conten', ''])('replaces it when it is %j', async (wrong) => {
    const rig = await openRig();
    const request = rig.input('file', 'content');
    await writeFile(rig.path('file'), wrong);
    expect(await rig.stageIn(request)).toMatchObject({ kind: 'staged', mode: 'copied' });
    expect(await rig.content('file')).toBe('content');
  });

  it('keeps it when the right one cannot be had', async () => {
    const rig = await openRig();
    const request = rig.input('file', 'content');
    await writeFile(rig.path('file'), 'other');
    rig.storage.files.clear();
    expect(codeOf(await rig.stageIn(request))).toBe('NO_SUCH_FILE');
    expect(await rig.content('file')).toBe('other');
  });

  it('believes the size where the catalogue has no checksum, and nothing where it has neither', async () => {
    const rig = await openRig();
    const request = rig.input('file', 'content');
    await writeFile(rig.path('file'), 'CONTENT');
    const sized = { ...request, file: { lfn: 'file', sizeBytes: 7 } };
    expect(await rig.stageIn(sized)).toMatchObject({ mode: 'present', verification: 'size' });
    expect(await rig.stageIn({ ...request, file: { lfn: 'file' } })).toMatchObject({ mode: 'copied' });
  });
});

describe('an input that the payload may open in place', () => {
  const openable = () => {
    const storage = memoryStorage();
    const mover = { ...storage.mover, directUrl: (url: URL) => new URL(url.href.replace('mem:', 'root:')) };
    return { storage, movers: async () => mover };
  };

  it('is left where it is', async () => {
    const { storage, movers } = openable();
    const rig = await openRig({ storages: [storage], movers });
    const outcome = await rig.stageIn({ ...rig.input('file', 'content'), access: 'in-place' });
    expect(outcome).toMatchObject({ kind: 'remote', copytool: 'mem', url: 'root://host/file' });
    expect(storage.calls).toEqual([]);
    expect(rig.events.map(({ type, bytes }) => [type, bytes])).toEqual([['transfer-ended', 0]]);
  });

  it('is opened at a replica that may be, and copied where none may', async () => {
    const { storage, movers } = openable();
    const rig = await openRig({ storages: [storage], movers });
    const request = { ...rig.input('file', 'content'), access: 'in-place' } as const;
    const inPlace = [new URL('mem://other/file')];
    expect(await rig.stageIn({ ...request, inPlace })).toMatchObject({ kind: 'remote', url: 'root://other/file' });
    expect(codeOf(await rig.stageIn({ ...request, inPlace: [] }))).toBe('staged');
  });

  it('is copied where no copytool can name it so', async () => {
    const rig = await openRig();
    expect(codeOf(await rig.stageIn({ ...rig.input('file', 'content'), access: 'in-place' }))).toBe('staged');
  });
});

describe('a replica on tape', () => {
  it('is passed over for one that is not, and waited for when it is the last', async () => {
    const storage = memoryStorage();
    const mover: Mover = {
      ...storage.mover,
      locality: async (url) => (url.pathname === '/tape' ? 'nearline' : 'online'),
    };
    const rig = await openRig({ storages: [storage], movers: async () => mover });
    const request = rig.input('disk', 'content');
    storage.files.set('tape', Buffer.from('content'));
    const [disk, tape] = [storage.url('disk'), storage.url('tape')];
    expect(await rig.stageIn({ ...request, replicas: [tape, disk] })).toMatchObject({
      url: disk.href,
      failedAttempts: [{ url: tape.href, kind: 'offline' }],
    });
    const other = { ...request, destination: rig.path('other') };
    expect(await rig.stageIn({ ...other, replicas: [tape] })).toMatchObject({ url: tape.href, failedAttempts: [] });
    const hurried = { ...request, destination: rig.path('third'), replicas: [tape], onTape: 'refuse' as const };
    expect(await rig.stageIn(hurried)).toMatchObject({
      kind: 'failed',
      error: { errorName: 'SERVICE_NOT_AVAILABLE' },
      failedAttempts: [{ kind: 'offline' }],
    });
  });
});

describe('the report of damaged replicas', () => {
  it('has each replica that was not what the catalogue says, once', async () => {
    const rig = await openRig();
    const request = rig.input('good', 'content');
    rig.storage.files.set('bad', Buffer.from('CONTENT'));
    const replicas = [rig.storage.url('bad'), rig.storage.url('gone'), rig.storage.url('good')];
    const outcome = await rig.stageIn({ ...request, replicas });
    expect(damagedReplicas([outcome, outcome]).map(({ url, kind }) => [url, kind])).toEqual([
      ['mem://host/bad', 'checksum-mismatch'],
      ['mem://host/gone', 'not-found'],
    ]);
  });
});
