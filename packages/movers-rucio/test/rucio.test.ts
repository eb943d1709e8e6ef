import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { type FakeTool, fakeTools, tempDir, tree } from '@panda-pilot/testkit';
import { runCommand } from '@panda-pilot/timed-command';
import { describe, expect, it } from 'vitest';
import { dq2, rucio } from '../src/index.ts';

const { signal } = new AbortController();
const options = { signal, timeoutMs: 8000, logger: silentLogger };
const url = new URL('rucio://CERN/mc23:EVNT.01');

async function moverWith(tools: Readonly<Record<string, FakeTool>>, definition = rucio) {
  const fakes = await fakeTools(tools);
  const mover = definition.create(definition.parseOptions({}), {
    runCommand: (file, args, how) => runCommand(file, args, how),
    fetch: () => Promise.reject(new Error('no server')),
    env: { PATH: fakes.directory },
  });
  return { ...fakes, mover };
}

describe('rucio', () => {
  it('fetches a file by scope and name, and gives it its name here', async () => {
    const { mover, calls } = await moverWith({ rucio: { script: 'echo -n content > "$3/EVNT.01"' } });
    const directory = await tempDir();
    const receipt = await mover.get(url, join(directory, 'input'), options);
    expect(receipt).toEqual({ mode: 'copied', bytes: 7 });
    expect(await readdir(directory)).toEqual(['input']);
    const [call] = await calls();
    const words = 'download --dir --no-subdir --rses CERN --transfer-timeout 8 mc23:EVNT.01';
    expect(call?.args.toSpliced(2, 1).join(' ')).toBe(words);
  });

  it('sends a file under the name that it is to have', async () => {
    const { mover, calls } = await moverWith({ rucio: { script: '/bin/cat "$8" >&2' } });
    const directory = await tree({ 'a local name': 'content', 'co:lon/file': 'more' });
    expect(await mover.put(join(directory, 'a local name'), url, options)).toEqual({ mode: 'copied', bytes: 7 });
    expect(await mover.put(join(directory, 'co:lon/file'), url, options)).toEqual({ mode: 'copied', bytes: 4 });
    for (const { args } of await calls()) {
      const how = ['upload', '--rse', 'CERN', '--scope', 'mc23', '--transfer-timeout', '8'];
      expect(args.slice(0, 7)).toEqual(how);
      expect(args[7]).toMatch(/^[^:]*\/EVNT\.01$/);
    }
    expect((await readdir(directory, { recursive: true })).toSorted()).toEqual([
      'a local name',
      'co:lon',
      'co:lon/file',
    ]);
  });

  it.each([
    ["usage: rucio [-h]\nrucio: error: argument subcommand: invalid choice: 'did' (choose from 'ping', 'whoami')\n"],
    ["Usage: rucio [OPTIONS] COMMAND [ARGS]...\n\nError: No such command 'did'.\n"],
  ])('is asked as it is spelt: %j', async (stderr) => {
    const script = `[ "$1" = did ] && { echo "${stderr}" >&2; exit 2; }`;
    const { mover, calls } = await moverWith({ rucio: { script, stdout: 'bytes:  7\n' } });
    expect(await mover.stat(url, options)).toEqual({ size: 7 });
    await mover.remove(url, options);
    expect((await calls()).map(({ args }) => args.join(' '))).toEqual([
      'did metadata list mc23:EVNT.01',
      'get-metadata mc23:EVNT.01',
      'erase mc23:EVNT.01',
    ]);
  });

  it('that could not remove a file, and ends well, has failed unless it is gone', async () => {
    const failing = { stderr: 'WARNING Failed to erase DID: mc23:EVNT.01\n', stdout: 'bytes:  7\n' };
    const { mover } = await moverWith({ rucio: failing });
    await expect(mover.remove(url, options)).rejects.toMatchObject({ kind: 'other' });
    const script = '[ "$2" = metadata ] && { echo "Data identifier not found." >&2; exit 4; }';
    const { mover: late } = await moverWith({ rucio: { ...failing, script } });
    await expect(late.remove(url, options)).resolves.toBeUndefined();
  });

  it.each([
    ['Data identifier not found.', 'not-found'],
    ['CannotAuthenticate: Cannot authenticate.', 'denied'],
    ['FileReplicaAlreadyExists: File already exists on RSE', 'exists'],
    ['Checksum validation failed for file', 'checksum-mismatch'],
    ['ServerConnectionException: Cannot connect to the Rucio server.', 'network'],
    ['The requested service is not available at the moment.', 'offline'],
    ['huh', 'other'],
  ])('that says %j has failed: %s', async (stderr, kind) => {
    const { mover } = await moverWith({ rucio: { stderr, exitCode: 1 } });
    const directory = await tempDir();
    const get = mover.get(url, join(directory, 'input'), options);
    await expect(get).rejects.toMatchObject({ kind, exitCode: 1, tail: stderr });
    expect(await readdir(directory)).toEqual([]);
  });

  it('that ends well and leaves nothing has failed', async () => {
    const { mover } = await moverWith({ rucio: {} });
    const get = mover.get(url, join(await tempDir(), 'input'), options);
    await expect(get).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('tells what the catalogue knows', async () => {
    const { mover } = await moverWith({ rucio: { stdout: 'adler32:    bf902fc\nbytes:      7\nmd5:        None\n' } });
    expect(await mover.stat(url, options)).toEqual({ size: 7 });
    expect(await mover.checksum(url, 'adler32', options)).toEqual({ algorithm: 'adler32', value: '0bf902fc' });
    await expect(mover.checksum(url, 'md5', options)).rejects.toMatchObject({ kind: 'unsupported' });
    const { mover: garbled } = await moverWith({ rucio: { stdout: '<html>bytes: many</html>' } });
    await expect(garbled.stat(url, options)).rejects.toMatchObject({ kind: 'other' });
    await expect(garbled.checksum(url, 'adler32', options)).rejects.toMatchObject({ kind: 'unsupported' });
  });

  it('is content when there is nothing that nobody wants', async () => {
    const { mover } = await moverWith({ rucio: { stderr: 'Data identifier not found.', exitCode: 4 } });
    await expect(mover.remove(url, options)).resolves.toBeUndefined();
  });

  it('is missed where it is missing', async () => {
    const { mover } = await moverWith({});
    await expect(mover.stat(url, options)).rejects.toMatchObject({ kind: 'tool-missing' });
  });
});

describe('dq2', () => {
  const get = 'while [ "$1" != -H ]; do shift; done; echo -n content > "$2/EVNT.01"; echo Finished';

  it('drives dq2-get and dq2-put where they are, and believes only their last word', async () => {
    const { mover, calls } = await moverWith(
      { 'dq2-get': { script: get }, 'dq2-put': { stdout: 'all well\nFinished\n' } },
      dq2,
    );
    const directory = await tempDir();
    await mover.get(url, join(directory, 'input'), options);
    expect(await readFile(join(directory, 'input'), 'utf8')).toBe('content');
    await mover.put(join(directory, 'input'), url, options);
    const [fetched, sent] = await calls();
    expect(fetched?.args.slice(-3)).toEqual(['-t', '8', 'mc23']);
    expect(sent?.args.slice(-3)).toEqual(['-f', 'EVNT.01', 'mc23']);
    const { mover: liar } = await moverWith({ 'dq2-get': { script: `${get} not` } }, dq2);
    await expect(liar.get(url, join(directory, 'other'), options)).rejects.toMatchObject({ kind: 'other' });
    expect(await readdir(directory)).toEqual(['input']);
  });

  it('leaves open what nobody can be asked, and takes the word of its clients', async () => {
    const { mover } = await moverWith({ 'dq2-get': {}, 'dq2-put': {} }, dq2);
    await expect(mover.stat(url, options)).rejects.toMatchObject({ kind: 'unsupported' });
    await expect(mover.remove(url, options)).rejects.toMatchObject({ kind: 'unsupported' });
    expect(mover.features).toMatchObject({ checksums: [], verifies: true });
  });

  it('goes by rucio where they are gone', async () => {
    const { mover, calls } = await moverWith({ rucio: {} }, dq2);
    const source = join(await tempDir(), 'source');
    await writeFile(source, 'content');
    await mover.put(source, url, options);
    expect((await calls()).map(({ tool }) => tool)).toEqual(['rucio']);
  });
});
