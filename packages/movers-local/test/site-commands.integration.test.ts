import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseQueuedata, silentLogger } from '@panda-pilot/core';
import { createTransferEngine, type Mover } from '@panda-pilot/movers-core';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { lsm, necp, unknown } from '../src/index.ts';
import { copyLast, siteMover, unescapeUrls } from './site-fixture.ts';

const { signal } = new AbortController();
const options = { signal, timeoutMs: 10_000, logger: silentLogger };

const engineOf = (mover: Mover) =>
  createTransferEngine({
    movers: () => Promise.resolve(mover),
    queuedata: parseQueuedata(
      JSON.stringify({ nickname: 'QUEUE', copytool: mover.name, stageoutretry: 1, setokens: 'DATADISK' }),
    ),
    logger: silentLogger,
    onEvent: () => undefined,
  });

async function output(mover: Mover) {
  const [directory, storage] = [await tempDir(), await tempDir()];
  await writeFile(join(directory, 'out'), 'content');
  const file = { lfn: 'out', guid: 'A-GUID', optional: false, destinationToken: 'DATADISK' };
  const request = { file, source: join(directory, 'out'), destination: pathToFileURL(join(storage, 'out')) };
  const [outcome] = await engineOf(mover).stageOut([{ ...request, role: 'output' }], { signal });
  return { outcome, source: request.source, destination: request.destination.href };
}

describe('lsm, as sites have it', () => {
  it('is told size, checksum, GUID and token, and its word is taken', async () => {
    const { mover, calls } = await siteMover(lsm, { 'lsm-put': { script: unescapeUrls } }, {});
    const { outcome, source, destination } = await output(mover);
    expect(outcome).toMatchObject({ kind: 'stored', verification: 'tool', checksum: { value: '0bcb02fc' } });
    expect((await calls()).map(({ tool, args }) => [tool, ...args])).toEqual([
      [
        'lsm-put',
        '-t',
        'DATADISK',
        '--size',
        '7',
        '--checksum',
        'adler32:0bcb02fc',
        '--guid',
        'A-GUID',
        source,
        destination,
      ],
    ]);
  });

  it.each([
    [204, 'size-mismatch', 1139],
    [205, 'checksum-mismatch', 1172],
    [1, 'other', 1137],
  ])('that ends with %i says %s', async (exitCode, kind, code) => {
    const { mover } = await siteMover(lsm, { 'lsm-put': { exitCode, stderr: 'it did not work' } }, {});
    const { outcome } = await output(mover);
    expect(outcome).toMatchObject({ kind: 'failed', error: { code }, failedAttempts: [{ kind }] });
    expect(outcome?.kind === 'failed' && outcome.error.details['tail']).toBe('it did not work');
  });

  it('that is not installed is told as such', async () => {
    const { mover } = await siteMover(lsm, {}, {});
    await expect(
      mover.put(join(import.meta.dirname, 'cp-fixture.ts'), new URL('srm://host/f'), options),
    ).rejects.toMatchObject({
      kind: 'tool-missing',
    });
  });

  it('that ends well and brings nothing has failed', async () => {
    const { mover } = await siteMover(lsm, { 'lsm-get': {} }, {});
    const directory = await tempDir();
    await expect(mover.get(new URL('srm://host/f'), join(directory, 'f'), options)).rejects.toMatchObject({
      message: 'the program ended well and left no file',
    });
    expect(await readdir(directory)).toEqual([]);
  });
});

describe('a command that compares nothing', () => {
  it('is not believed when there is nobody else to ask', async () => {
    const { mover } = await siteMover(necp, { necp: { script: 'cp -- "$1" "$2"' } }, {});
    const { outcome } = await output(mover);
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 1194 } });
  });
});

describe('the commands of a queue', () => {
  it('must be given to unknown, and be what they claim', () => {
    expect(() => unknown.parseOptions({})).toThrow(/copytool unknown: the queue must say with which commands/);
    expect(() => unknown.parseOptions({ get: ['a'], put: 'b' })).toThrow(
      /copytool unknown: put must be a list of words/,
    );
    expect(() => unknown.parseOptions({ get: ['a'], put: ['b'], verifies: 'yes' })).toThrow(/verifies is "yes"/);
  });

  it('get names that a shell would read, and no shell', async () => {
    const settings = { get: ['fetch', '{path}', '{destination}'], put: ['store', '{source}', '{path}'] };
    const { mover } = await siteMover(unknown, { fetch: { script: copyLast } }, settings);
    const [storage, directory] = [await tempDir(), await tempDir()];
    const name = '$(touch pwned) `id`; -rf *';
    await writeFile(join(storage, name), 'content');
    await mover.get(pathToFileURL(join(storage, name)), join(directory, name), options);
    expect(await readdir(directory)).toEqual([name]);
  });
});
