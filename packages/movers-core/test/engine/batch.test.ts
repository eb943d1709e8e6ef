import { describe, expect, it } from 'vitest';
import type { GetRequest, Mover, PutRequest, Receipt, TransferOptions } from '../../src/index.ts';
import { MoverError } from '../../src/index.ts';
import { codeOf, openRig, type Rig } from '../engine-rig.ts';
import { memoryStorage } from '../memory-mover.ts';

const { signal } = new AbortController();

describe('files of one endpoint, by a copytool that takes many', () => {
  it('are fetched by one call, each verified and settled by itself', async () => {
    const { rig, batches } = await openBatchRig();
    const files = [rig.input('one', '1'), rig.input('two', '22'), rig.input('three', '333')];
    rig.storage.files.set('two', Buffer.from('2X'));
    const outcomes = await rig.engine.stageIn(files, { signal });
    expect(outcomes.map(codeOf)).toEqual(['staged', 'GET_AD_MISMATCH', 'staged']);
    expect(batches).toEqual([['one', 'three', 'two']]);
    expect(await rig.names()).toEqual(['one', 'three']);
  });

  it('are stored by one call; what is there already waits for nobody', async () => {
    const { rig, batches } = await openBatchRig();
    const files = [await rig.output('one', '1'), await rig.output('two', '2'), await rig.output('three', '3')];
    rig.storage.files.set('two', Buffer.from('2'));
    const outcomes = await rig.engine.stageOut(files, { signal });
    expect(outcomes.map((outcome) => outcome.kind !== 'failed' && outcome.mode)).toEqual([
      'copied',
      'present',
      'copied',
    ]);
    expect(batches).toEqual([['one', 'three']]);
  });

  it('are tried again one by one where their batch did not deliver', async () => {
    const { rig, batches } = await openBatchRig({ refuse: ['two'] });
    const files = [rig.input('one', '1'), rig.input('two', '2'), rig.input('three', '3')];
    const outcomes = await rig.engine.stageIn(files, { signal });
    expect(outcomes.map(codeOf)).toEqual(['staged', 'staged', 'staged']);
    expect(outcomes.map(({ failedAttempts }) => failedAttempts.length)).toEqual([0, 1, 0]);
    expect(batches).toEqual([['one', 'three', 'two']]);
    expect(rig.storage.calls.filter((call) => call === 'get two')).toHaveLength(1);
  });

  it('share one fate when the whole call fails, and are then tried one by one', async () => {
    const { rig } = await openBatchRig({ failure: new MoverError('no line', { kind: 'network', file: 'mem://host' }) });
    const files = [rig.input('one', '1'), rig.input('two', '2')];
    const outcomes = await rig.engine.stageIn(files, { signal });
    expect(outcomes.map(codeOf)).toEqual(['staged', 'staged']);
    expect(outcomes.map(({ failedAttempts }) => failedAttempts.map(({ kind }) => kind))).toEqual([
      ['network'],
      ['network'],
    ]);
  });

  it('survive a mover that settles too few', async () => {
    const { rig } = await openBatchRig({ forget: true });
    const outcomes = await rig.engine.stageIn([rig.input('one', '1'), rig.input('two', '2')], { signal });
    expect(outcomes.map(codeOf)).toEqual(['staged', 'staged']);
  });

  it('tell each how far it is, where the mover knows', async () => {
    const { rig } = await openBatchRig();
    await rig.engine.stageOut([await rig.output('one', '1'), await rig.output('two', '22')], { signal });
    const progress = rig.events.filter(({ type }) => type === 'transfer-progress');
    expect(progress.map(({ lfn, bytes }) => `${lfn} ${bytes}`).toSorted()).toEqual(['one 1', 'two 2']);
  });

  it('have the time of all', async () => {
    const { rig, timeouts } = await openBatchRig();
    await rig.engine.stageIn([rig.input('one', '1'.repeat(1000)), rig.input('two', '2'.repeat(500))], { signal });
    expect(timeouts).toEqual([11_500]);
  });

  it('go alone when they are large, or of unknown size, or alone there', async () => {
    const { rig, batches } = await openBatchRig();
    const [large, small, other] = [rig.input('large', '1'), rig.input('small', '2'), rig.input('other', '3')];
    const { checksum } = small.file;
    const files = [
      { ...large, file: { ...large.file, sizeBytes: 2 ** 40 } },
      { ...small, file: { lfn: 'small', ...(checksum === undefined ? {} : { checksum }) } },
      other,
    ];
    const outcomes = await rig.engine.stageIn(files, { signal });
    expect(outcomes.map(codeOf)).toEqual(['GET_WRONG_SIZE', 'staged', 'staged']);
    expect(batches).toEqual([]);
  });

  it('end together, with nothing left, when the job is cancelled', async () => {
    const job = new AbortController();
    const reason = new Error('stop');
    const { rig } = await openBatchRig({ during: () => job.abort(reason) });
    const files = [rig.input('one', '1'), rig.input('two', '2')];
    await expect(rig.engine.stageIn(files, { signal: job.signal })).rejects.toBe(reason);
    expect(await rig.names()).toEqual([]);
  });
});

interface BatchRigOptions {
  /** Names that only go alone. */
  readonly refuse?: readonly string[];
  readonly failure?: Error;
  readonly forget?: boolean;
  readonly during?: () => void;
}

/** A memory storage whose mover takes many, and what it was given. */
async function openBatchRig({ refuse = [], failure, forget = false, during }: BatchRigOptions = {}): Promise<{
  readonly rig: Rig;
  readonly batches: string[][];
  readonly timeouts: number[];
}> {
  const storage = memoryStorage();
  const batches: string[][] = [];
  const timeouts: number[] = [];
  const many = async <Request extends GetRequest | PutRequest>(
    requests: readonly Request[],
    {
      options,
      nameOf,
      one,
    }: {
      readonly options: TransferOptions;
      readonly nameOf: (request: Request) => string;
      readonly one: (request: Request) => Promise<Receipt>;
    },
  ): Promise<readonly PromiseSettledResult<Receipt>[]> => {
    batches.push(requests.map(nameOf).toSorted());
    timeouts.push(options.timeoutMs);
    during?.();
    options.signal.throwIfAborted();
    if (failure !== undefined) throw failure;
    if (forget) return [];
    return Promise.allSettled(
      requests.map((request) =>
        refuse.includes(nameOf(request))
          ? Promise.reject(new MoverError('not in a crowd', { kind: 'other', file: nameOf(request) }))
          : one(request),
      ),
    );
  };
  const { mover } = storage;
  const batching: Mover = {
    ...mover,
    getMany: (requests, options) =>
      many(requests, {
        options,
        nameOf: ({ source }) => source.pathname.slice(1),
        one: (request) => mover.get(request.source, request.destination, { ...options, ...request }),
      }),
    putMany: (requests, options) =>
      many(requests, {
        options,
        nameOf: ({ destination }) => destination.pathname.slice(1),
        one: (request) => mover.put(request.source, request.destination, { ...options, ...request }),
      }),
  };
  const limits = { progressIntervalMs: 0, transferTimeoutMs: (bytes: number | undefined) => 10_000 + (bytes ?? 0) };
  const rig = await openRig({ storages: [storage], movers: () => Promise.resolve(batching), limits });
  return { rig, batches, timeouts };
}
