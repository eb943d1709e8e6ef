import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { Mover } from '../contract/mover.ts';
import type { MakeFixture } from './fixture.ts';
import { codeOf, engineOf, outputOf, requestFor, stageIn, stageOut } from './staging.ts';
import { contentOf, corrupted, digestOf, expectContent, openWorkplace, type Workplace } from './workplace.ts';

/** No byte that changed on the way in is taken for the file. */
export function describeDamagedInputs(makeFixture: MakeFixture): void {
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

/** Nor one that changed on the way out. */
export function describeDamagedOutputs(makeFixture: MakeFixture): void {
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
