import { readFile, writeFile } from 'node:fs/promises';
import { parseQueuedata, silentLogger } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import type { Mover } from '../contract/mover.ts';
import type { StageInOutcome, StageInRequest, StageOutOutcome, StageOutRequest } from '../engine/staging.ts';
import { createTransferEngine, type TransferEngine } from '../engine/transfer-engine.ts';
import type { MakeFixture } from './fixture.ts';
import { contentOf, corrupted, digestOf, expectContent, openWorkplace, type Workplace } from './workplace.ts';

/** What the engine makes of this mover: no wrong byte passes, in either direction. */
export function describeEngine(makeFixture: MakeFixture): void {
  describe('under the engine', () => {
    describeStageIn(makeFixture);
    describeDamagedInputs(makeFixture);
    describeStageOut(makeFixture);
  });
}

function describeStageIn(makeFixture: MakeFixture): void {
  it('stages in a file that is what the catalogue says', async () => {
    const workplace = await openWorkplace(makeFixture);
    const content = contentOf(100_000);
    await workplace.plant('file', content);
    const outcome = await stageIn(workplace, engineOf(workplace.mover), requestFor(workplace, content));
    expect(outcome).toMatchObject({
      kind: 'staged',
      mode: workplace.weaknesses?.linksInputs === true ? 'linked' : modeOf(workplace),
      sizeBytes: 100_000,
      verification: 'checksum',
    });
    expect(await workplace.listLocal()).toEqual(['input']);
  });

  it('refuses a replica with a wrong byte, and takes the next', async () => {
    const workplace = await openWorkplace(makeFixture);
    const content = contentOf(100_000);
    await workplace.plant('file', corrupted(content));
    await workplace.plant('second', content);
    const request = requestFor(workplace, content);
    const refused = await stageIn(workplace, engineOf(workplace.mover), request);
    expect(codeOf(refused)).toBe('GET_AD_MISMATCH');
    expect(await workplace.listLocal()).toEqual([]);
    const replicas = [...request.replicas, workplace.url('second')];
    const outcome = await stageIn(workplace, engineOf(workplace.mover), { ...request, replicas });
    expect(outcome).toMatchObject({ kind: 'staged', url: workplace.url('second').href });
    expectContent(await workplace.readLocal(request.destination), content);
  });

  it('says that there is no such file, and leaves nothing', async () => {
    const workplace = await openWorkplace(makeFixture);
    const outcome = await stageIn(workplace, engineOf(workplace.mover), requestFor(workplace, contentOf(10)));
    expect(codeOf(outcome)).toBe('NO_SUCH_FILE');
    expect(await workplace.listLocal()).toEqual([]);
  });

  it('does not copy again what stands there whole', async () => {
    const workplace = await openWorkplace(makeFixture);
    const content = contentOf(1_000);
    await workplace.plant('file', content);
    const request = requestFor(workplace, content);
    await stageIn(workplace, engineOf(workplace.mover), request);
    expect(await stageIn(workplace, engineOf(workplace.mover), request)).toMatchObject({
      kind: 'staged',
      mode: 'present',
    });
  });
}

/** The mutation check: no byte that changed in flight is taken for the file. */
function describeDamagedInputs(makeFixture: MakeFixture): void {
  it('refuses a file that is not as long as the catalogue says', async () => {
    const workplace = await openWorkplace(makeFixture);
    const content = contentOf(1_000);
    await workplace.plant('file', content);
    const request = requestFor(workplace, content);
    const wrong = { ...request, file: { ...request.file, sizeBytes: 1_001 } };
    expect(codeOf(await stageIn(workplace, engineOf(workplace.mover), wrong))).toBe('GET_WRONG_SIZE');
    expect(await workplace.listLocal()).toEqual([]);
  });

  it.each(['adler32', 'md5', 'crc32c'] as const)(
    'compares the %s of the catalogue, zeros on its left included',
    async (algorithm) => {
      const workplace = await openWorkplace(makeFixture);
      // The adler32 of one byte begins with 00.
      const content = Buffer.from('a');
      await workplace.plant('file', content);
      const request = requestFor(workplace, content);
      const checksum = digestOf(algorithm, content);
      const right = { ...request, file: { ...request.file, checksum } };
      expect(await stageIn(workplace, engineOf(workplace.mover), right)).toMatchObject({ kind: 'staged', checksum });
      const value = `${checksum.value.slice(0, -1)}${checksum.value.endsWith('0') ? '1' : '0'}`;
      const wrong = {
        ...right,
        file: { ...right.file, checksum: { algorithm, value } },
        destination: workplace.local('wrong'),
      };
      expect(codeOf(await stageIn(workplace, engineOf(workplace.mover), wrong))).toMatch(/^GET_(AD|MD5)_MISMATCH$/);
      expect(await workplace.listLocal()).toEqual(['input']);
    },
  );

  it('refuses a file that lost a byte on the way in', async () => {
    const workplace = await openWorkplace(makeFixture);
    const content = contentOf(100_000);
    await workplace.plant('file', content);
    const truncating = onGet(workplace.mover, (fetched) => fetched.subarray(1));
    const outcome = await stageIn(workplace, engineOf(truncating), requestFor(workplace, content));
    expect(codeOf(outcome)).toBe('GET_WRONG_SIZE');
    expect(await workplace.listLocal()).toEqual([]);
  });

  it('refuses a file of which a byte changed on the way in', async () => {
    const workplace = await openWorkplace(makeFixture);
    const content = contentOf(100_000);
    await workplace.plant('file', content);
    const corrupting = onGet(workplace.mover, corrupted);
    const outcome = await stageIn(workplace, engineOf(corrupting), requestFor(workplace, content));
    expect(codeOf(outcome)).toBe('GET_AD_MISMATCH');
    expect(await workplace.listLocal()).toEqual([]);
  });
}

function describeStageOut(makeFixture: MakeFixture): void {
  it('stores a file once, however often it is asked to', async () => {
    const workplace = await openWorkplace(makeFixture);
    const content = contentOf(100_000);
    const request = await outputOf(workplace, content);
    const engine = engineOf(workplace.mover);
    const first = await stageOut(workplace, engine, request);
    const checksum = digestOf('adler32', content);
    expect(first).toMatchObject({ kind: 'stored', mode: modeOf(workplace), sizeBytes: 100_000, checksum });
    const second = await stageOut(workplace, engine, request);
    const comparable = workplace.mover.features.checksums.length > 0;
    if (comparable) expect(second).toMatchObject({ kind: 'stored', mode: 'present', checksum });
    else expect(codeOf(second)).toBe('FILE_EXISTS');
    expect(await workplace.list()).toEqual(['output']);
    expectContent(await workplace.read('output'), content);
  });

  it('refuses an output that is empty, and one that is missing', async () => {
    const workplace = await openWorkplace(makeFixture);
    const engine = engineOf(workplace.mover);
    expect(codeOf(await stageOut(workplace, engine, await outputOf(workplace, contentOf(0))))).toBe('ZERO_FILE_SIZE');
    const missing = { ...(await outputOf(workplace, contentOf(1))), source: workplace.local('nothing') };
    expect(codeOf(await stageOut(workplace, engine, missing))).toBe('MISSING_OUTPUT_FILE');
    expect(await workplace.list()).toEqual([]);
  });

  it('stores all that it can though one of them is missing', async () => {
    const workplace = await openWorkplace(makeFixture);
    const request = await outputOf(workplace, contentOf(1_000));
    const missing = { ...request, source: workplace.local('nothing'), destination: workplace.url('other') };
    const outcomes = await engineOf(workplace.mover).stageOut([missing, request], workplace.options);
    expect(outcomes.map(codeOf)).toEqual(['MISSING_OUTPUT_FILE', 'stored']);
    expect(await workplace.list()).toEqual(['output']);
  });

  it('notices a byte that changed on the way out, and stores the file again', async () => {
    const workplace = await openWorkplace(makeFixture);
    const content = contentOf(100_000);
    const request = await outputOf(workplace, content);
    let puts = 0;
    const corrupting = onPut(workplace, (sent) => (++puts === 1 ? damaged(workplace.mover, sent) : sent));
    const outcome = await stageOut(workplace, engineOf(corrupting), request);
    expect(outcome).toMatchObject({ kind: 'stored', failedAttempts: [{ copytool: workplace.mover.name }] });
    expectContent(await workplace.read('output'), content);
  });

  it('leaves nothing of a file that never arrives right', async () => {
    const workplace = await openWorkplace(makeFixture);
    const request = await outputOf(workplace, contentOf(100_000));
    const corrupting = onPut(workplace, (sent) => damaged(workplace.mover, sent));
    const outcome = await stageOut(workplace, engineOf(corrupting), request);
    const comparable = workplace.mover.features.checksums.length > 0;
    expect(codeOf(outcome)).toMatch(comparable ? /^PUT_(AD|MD5)_MISMATCH$/ : /^PUT_WRONG_SIZE$/);
    expect(await workplace.list()).toEqual([]);
  });

  it("leaves somebody else's file alone, and replaces the remains of its own job", async () => {
    const workplace = await openWorkplace(makeFixture);
    const content = contentOf(100_000);
    const other = contentOf(50_000);
    const request = await outputOf(workplace, content);
    await workplace.plant('output', other);
    const refused = await stageOut(workplace, engineOf(workplace.mover), request);
    expect(codeOf(refused)).toBe('FILE_EXISTS');
    expectContent(await workplace.read('output'), other);
    const replacing = { ...request, conflict: 'replace' } as const;
    const outcome = await stageOut(workplace, engineOf(workplace.mover), replacing);
    expect(outcome).toMatchObject({ kind: 'stored', mode: modeOf(workplace) });
    expectContent(await workplace.read('output'), content);
  });
}

function engineOf(mover: Mover): TransferEngine {
  const queuedata = JSON.stringify({
    nickname: 'CONFORMANCE',
    copytool: mover.name,
    stageinretry: 2,
    stageoutretry: 2,
  });
  return createTransferEngine({
    movers: () => Promise.resolve(mover),
    queuedata: parseQueuedata(queuedata),
    logger: silentLogger,
    onEvent: () => undefined,
    limits: { backOffMs: 1 },
  });
}

async function stageIn({ options }: Workplace, engine: TransferEngine, request: StageInRequest) {
  return only(await engine.stageIn([request], options));
}

async function stageOut({ options }: Workplace, engine: TransferEngine, request: StageOutRequest) {
  return only(await engine.stageOut([request], options));
}

function only<T>(outcomes: readonly T[]): T {
  const [outcome] = outcomes;
  if (outcome === undefined || outcomes.length > 1) throw new Error(`${outcomes.length} outcomes of one file`);
  return outcome;
}

function requestFor({ url, local }: Workplace, content: Uint8Array): StageInRequest {
  const file = { lfn: 'file', sizeBytes: content.length, checksum: digestOf('adler32', content) };
  return { file, replicas: [url('file')], destination: local('input') };
}

async function outputOf({ url, write }: Workplace, content: Uint8Array): Promise<StageOutRequest> {
  const file = { lfn: 'output', guid: '0F1E2D3C-0000-4A5B-8C7D-112233445566', optional: false };
  return { file, source: await write('output', content), destination: url('output'), role: 'output' };
}

function codeOf(outcome: StageInOutcome | StageOutOutcome): string {
  return outcome.kind === 'failed' ? outcome.error.errorName : outcome.kind;
}

/** A mover with a bad line: what arrives is not what was sent, and nobody summed it on the way. */
function onGet(mover: Mover, change: (content: Uint8Array) => Uint8Array): Mover {
  return {
    ...mover,
    async get(source, destination, options) {
      const { mode, bytes } = await mover.get(source, destination, options);
      await writeFile(destination, change(await readFile(destination)));
      return { mode, bytes };
    },
  };
}

function onPut({ mover, plant, read }: Workplace, change: (content: Uint8Array) => Uint8Array): Mover {
  return {
    ...mover,
    async put(source, destination, options) {
      const { mode, bytes, checksum } = await mover.put(source, destination, options);
      await plant('output', change((await read('output')) ?? new Uint8Array()));
      return { mode, bytes, ...(checksum === undefined ? {} : { checksum }) };
    },
  };
}

/** Damage that this storage can tell. */
function damaged({ features }: Mover, content: Uint8Array): Uint8Array {
  return features.checksums.length > 0 ? corrupted(content) : content.subarray(1);
}

function modeOf({ weaknesses }: Workplace): 'copied' | 'linked' {
  return weaknesses?.instant === true ? 'linked' : 'copied';
}
