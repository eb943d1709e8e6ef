import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { gsiftp } from '../src/index.ts';
import { fakeClients } from './fake-fixture.ts';

const { signal } = new AbortController();
const options = { signal, timeoutMs: 8000, logger: silentLogger };
const url = new URL('gsiftp://host/data/file');
const python = (directory: string) => ({ GFAL_PYTHONBIN: join(directory, 'python3') });

describe('a batch', () => {
  const fetch = (name: string, directory: string) => ({
    source: new URL(`gsiftp://host/data/${name}`),
    destination: join(directory, name),
  });

  it('goes on in a new process after a file that failed by itself', async () => {
    const directory = await tempDir();
    const script = `cd '${directory}'
[ -e again ] && { echo > three; exit 0; }
echo > one; echo > again; printf '  one\\n  two\\n'
echo 'System error in open: No such file or directory' >&2; exit 1`;
    const { mover, calls } = await fakeClients(gsiftp, { 'globus-url-copy': { script } });
    const requests = ['one', 'two', 'three'].map((name) => fetch(name, directory));
    const settled = await mover.getMany?.(requests, options);
    expect(settled?.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await calls()).toHaveLength(2);
  });

  it('ends with a server that is not there', async () => {
    const directory = await tempDir();
    const stderr = 'error: globus_xio: Unable to connect to host:2811\n';
    const { mover, calls } = await fakeClients(gsiftp, {
      'globus-url-copy': { stdout: '  one\n', stderr, exitCode: 1 },
    });
    const settled = await mover.getMany?.(
      ['one', 'two'].map((name) => fetch(name, directory)),
      options,
    );
    expect(settled).toMatchObject([{ reason: { kind: 'network' } }, { reason: { kind: 'network' } }]);
    expect(await calls()).toHaveLength(1);
    expect(await readdir(directory)).toEqual([]);
  });
});

describe('a tool that lies', () => {
  it('ended well and left nothing', async () => {
    const { mover } = await fakeClients(gsiftp, { 'globus-url-copy': {} });
    await expect(mover.get(url, join(await tempDir(), 'copy'), options)).rejects.toMatchObject({ kind: 'other' });
  });

  it.each([
    ['', 'other'],
    ['garbage\n', 'other'],
    ['{"size": "many", "mode": 33188}\n', 'other'],
    ['{"size": 4096, "mode": 16877}\n', 'unsupported'],
    ['{"code": "ECOMM", "message": "globus_xio: Unable to connect to host:2811"}\n', 'network'],
    ['{"code": "EACCES", "message": "no words that are known"}\n', 'denied'],
  ])('has no answer to stat: %j', async (stdout, kind) => {
    const { mover } = await fakeClients(gsiftp, { python3: { stdout } }, python);
    await expect(mover.stat(url, options)).rejects.toMatchObject({ kind });
  });

  it.each(['{"value": "nonsense"}\n', '{"value": "123456789"}\n', '{}\n'])('has no checksum: %j', async (stdout) => {
    const { mover } = await fakeClients(gsiftp, { python3: { stdout } }, python);
    await expect(mover.checksum(url, 'adler32', options)).rejects.toMatchObject({ kind: 'other' });
  });

  it('may leave out zeros on the left, and crash when all is said', async () => {
    const { mover } = await fakeClients(
      gsiftp,
      { python3: { stdout: '{"value": "620062"}\n', exitCode: 134 } },
      python,
    );
    expect(await mover.checksum(url, 'adler32', options)).toEqual({ algorithm: 'adler32', value: '00620062' });
  });

  it('is told from one that is not there', async () => {
    const { mover } = await fakeClients(gsiftp, {}, python);
    await expect(mover.get(url, join(await tempDir(), 'copy'), options)).rejects.toMatchObject({
      kind: 'tool-missing',
    });
    await expect(mover.stat(url, options)).rejects.toMatchObject({ kind: 'tool-missing' });
  });
});

it('passes hostile names as one word each', async () => {
  const { mover, calls } = await fakeClients(gsiftp, { 'globus-url-copy': {} });
  const directory = await tree({ '-rf $(x)': 'content' });
  const hostile = new URL(`gsiftp://host/${encodeURIComponent('; rm -rf ~ "y" *')}`);
  await mover.put(join(directory, '-rf $(x)'), hostile, options);
  const [call] = await calls();
  expect(call?.args.at(-1)).toBe('gsiftp://host/%3B%20rm%20-rf%20~%20%22y%22%20%2A');
  expect(call?.args.at(-2)).toMatch(/\/-rf%20%24%28x%29$/);
});
