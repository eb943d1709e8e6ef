import { describe, expect, it } from 'vitest';
import { describeDamagedInputs, describeDamagedOutputs } from './damage.ts';
import type { MakeFixture } from './fixture.ts';
import { codeOf, engineOf, outputOf, requestFor, stageIn, stageOut } from './staging.ts';
import { contentOf, corrupted, digestOf, expectContent, openWorkplace, type Workplace } from './workplace.ts';

/** What the engine makes of this mover: no wrong byte passes, in either direction. */
export function describeEngine(makeFixture: MakeFixture): void {
  describe('under the engine', () => {
    describeStageIn(makeFixture);
    describeDamagedInputs(makeFixture);
    describeStageOut(makeFixture);
    describeDamagedOutputs(makeFixture);
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

function modeOf({ weaknesses }: Workplace): 'copied' | 'linked' {
  return weaknesses?.instant === true ? 'linked' : 'copied';
}
