import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { GetRequest, Mover, PutRequest, Receipt, TransferOptions } from '../../src/index.ts';
import { MoverError } from '../../src/index.ts';
import { codeOf, openRig, type RigOptions } from '../engine-rig.ts';
import { type MemoryStorage, memoryStorage } from '../memory-mover.ts';

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
    const { rig, batches } = await openBatchRig({ failure: new MoverError('crashed', { kind: 'other', file: 'mem' }) });
    const files = [rig.input('one', '1'), rig.input('two', '2')];
    const outcomes = await rig.engine.stageIn(files, { signal });
    expect(outcomes.map(codeOf)).toEqual(['staged', 'staged']);
    expect(outcomes.map(({ failedAttempts }) => failedAttempts.map(({ kind }) => kind))).toEqual([
      ['other'],
      ['other'],
    ]);
    expect(batches).toHaveLength(1);
  });

  it('are tried together again where the storage was away for all, and at the next one', async () => {
    const failure = new MoverError('no line', { kind: 'network', file: 'mem://host' });
    const { rig, batches } = await openBatchRig({ failure, queuedata: { stageinretry: 1 } });
    const files = ['one', 'two', 'three'].map((lfn) => {
      const request = rig.input(lfn, lfn);
      return { ...request, replicas: [new URL(`mem://dead/${lfn}`), ...request.replicas] };
    });
    rig.storage.files.delete('three');
    const outcomes = await rig.engine.stageIn(files, { signal });
    expect(outcomes.map(codeOf)).toEqual(['staged', 'staged', 'NO_SUCH_FILE']);
    expect(batches).toEqual([
      ['one', 'three', 'two'],
      ['one', 'three', 'two'],
    ]);
  });

  it('are not tried all at once after it', async () => {
    const failure = new MoverError('crashed', { kind: 'other', file: 'mem://host' });
    const { mover, rig } = await openBatchRig({ failure, limits: { transfersPerEndpoint: 2 } });
    const most = countAtOnce(mover, 'get');
    const files = Array.from({ length: 20 }, (_, index) => rig.input(`file-${index}`, 'content'));
    expect((await rig.engine.stageIn(files, { signal })).map(codeOf)).toEqual(files.map(() => 'staged'));
    expect(most()).toBe(2);
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

  it('are looked for at their destinations in one turn of the event loop, so that one process can ask for all', async () => {
    const { mover, rig } = await openBatchRig();
    const turns: number[] = [];
    let turn = 0;
    const { features } = mover;
    const stat = mover.stat.bind(mover);
    Object.assign(mover, {
      features: { ...features, gathersQuestions: true },
      stat(...asked: Parameters<typeof stat>) {
        if (turns.length === 0) setImmediate(() => turn++);
        turns.push(turn);
        return stat(...asked);
      },
    });
    const files = await Promise.all(Array.from({ length: 50 }, (_, index) => rig.output(`file-${index}`, 'content')));
    await rig.engine.stageOut(files, { signal });
    expect(turns).toEqual(files.map(() => 0));
  });

  it('are not asked about all at once where that costs a process for each', async () => {
    const { mover, rig } = await openBatchRig({ limits: { transfers: 3 } });
    const most = countAtOnce(mover, 'checksum');
    const files = await Promise.all(Array.from({ length: 20 }, (_, index) => rig.output(`file-${index}`, 'content')));
    const outcomes = await rig.engine.stageOut(files, { signal });
    expect(outcomes.map(codeOf)).toEqual(files.map(() => 'stored'));
    expect(most()).toBe(3);
  });

  it('say nothing of how fast their endpoint is: each has the bytes of one and the time of all', async () => {
    const rates: (number | undefined)[] = [];
    const { mover, rig } = await openBatchRig({
      limits: { transferTimeoutMs: (_bytes, rate) => (rates.push(rate), 10_000) },
    });
    // As many as tell something of a line.
    mover.bytes = 20 * 1024 ** 2;
    await rig.engine.stageIn([rig.input('one', '1'), rig.input('two', '2')], { signal });
    await rig.engine.stageIn([rig.input('three', '3')], { signal });
    await rig.engine.stageIn([rig.input('four', '4')], { signal });
    expect(rates).toEqual([undefined, undefined, undefined, expect.any(Number)]);
  });

  it('have not stalled when they are whole and others still move', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const { rig } = await openBatchRig({
      limits: { stallTimeoutMs: 1000 },
      during(requests) {
        for (const request of [...requests, ...requests]) {
          request.onProgress?.(1);
          vi.advanceTimersByTime(600);
        }
      },
    });
    const outcomes = await rig.engine.stageIn([rig.input('one', '1'), rig.input('two', '2')], { signal });
    expect(outcomes.flatMap(({ failedAttempts }) => failedAttempts)).toEqual([]);
  });

  it('are not waited for on tape while a disk may have them', async () => {
    const { mover, rig, batches } = await openBatchRig();
    mover.locality = async (url) => (url.pathname.startsWith('/tape') ? 'nearline' : 'online');
    const onBoth = ['one', 'two'].map((lfn) => {
      const request = rig.input(lfn, lfn);
      return { ...request, replicas: [rig.storage.url(`tape-${lfn}`), ...request.replicas] };
    });
    const outcomes = await rig.engine.stageIn(onBoth, { signal });
    expect(outcomes.map(({ failedAttempts }) => failedAttempts.map(({ kind }) => kind))).toEqual([
      ['offline'],
      ['offline'],
    ]);
    expect(batches).toEqual([['one', 'two']]);
  });

  it('go together by the first copytool that takes their URLs, whatever comes before it', async () => {
    const elsewhere = memoryStorage({ name: 'elsewhere', scheme: 'oth' });
    const { rig, batches } = await openBatchRig({ before: [elsewhere] });
    await rig.engine.stageIn([rig.input('one', '1'), rig.input('two', '2')], { signal });
    await rig.engine.stageOut([await rig.output('three', '3'), await rig.output('four', '4')], { signal });
    expect(batches).toEqual([
      ['one', 'two'],
      ['four', 'three'],
    ]);
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
  /** Of the first batch. */
  readonly failure?: Error;
  readonly forget?: boolean;
  /** Called in the middle of each batch. */
  readonly during?: (requests: readonly (GetRequest | PutRequest)[]) => void;
  readonly limits?: RigOptions['limits'];
  readonly queuedata?: RigOptions['queuedata'];
  /** Of copytools that come before the one that takes many. */
  readonly before?: readonly MemoryStorage[];
}

/** A memory storage whose mover takes many, and what it was given. */
async function openBatchRig({ refuse = [], failure, forget = false, during, ...given }: BatchRigOptions = {}) {
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
    during?.(requests);
    options.signal.throwIfAborted();
    if (failure !== undefined && batches.length === 1) throw failure;
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
  /** `bytes`: what receipts of downloads say, whatever was moved. */
  const batching: Mover & { bytes?: number; locality?: NonNullable<Mover['locality']> } = {
    ...mover,
    get: async (source, destination, options) => {
      const receipt = await mover.get(source, destination, options);
      return { ...receipt, bytes: batching.bytes ?? receipt.bytes };
    },
    getMany: (requests, options) =>
      many(requests, {
        options,
        nameOf: ({ source }) => source.pathname.slice(1),
        one: (request) => batching.get(request.source, request.destination, { ...options, ...request }),
      }),
    putMany: (requests, options) =>
      many(requests, {
        options,
        nameOf: ({ destination }) => destination.pathname.slice(1),
        one: (request) => mover.put(request.source, request.destination, { ...options, ...request }),
      }),
  };
  const before = given.before ?? [];
  const names = [...before.map((one) => one.mover.name), mover.name];
  const rig = await openRig({
    storages: [storage, ...before],
    queuedata: { acopytools: { pr: names, pw: names }, ...given.queuedata },
    movers: async (name) => before.find((one) => one.mover.name === name)?.mover ?? batching,
    limits: {
      progressIntervalMs: 0,
      transferTimeoutMs: (bytes: number | undefined) => 10_000 + (bytes ?? 0),
      ...given.limits,
    },
  });
  return { rig, mover: batching, batches, timeouts };
}

/** How many calls of a method of `mover` were under way at the same time, at most. */
function countAtOnce(mover: Mover, method: 'get' | 'checksum'): () => number {
  const call = mover[method].bind(mover) as (...given: readonly unknown[]) => Promise<unknown>;
  let [underWay, most] = [0, 0];
  Object.assign(mover, {
    async [method](...given: readonly unknown[]) {
      most = Math.max(most, ++underWay);
      return call(...given).finally(() => underWay--);
    },
  });
  return () => most;
}
