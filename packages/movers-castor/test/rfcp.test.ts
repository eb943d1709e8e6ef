import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { rfcp, rfcpLfc, rfcpSvcClass } from '../src/index.ts';
import { fakeRfio } from './fixtures.ts';

const call = { signal: new AbortController().signal, timeoutMs: 5000, logger: silentLogger };
const url = new URL('srm://srm.example.org:8443/srm/managerv2?SFN=/castor/ads/atlashotdisk/file');
const fetches = { script: 'echo content > "$2"' };

describe('rfcp', () => {
  it('is given the path, and nothing outside of CASTOR', async () => {
    const local = await tempDir();
    const { mover, calls } = await fakeRfio(rfcp, { rfcp: fetches });
    expect(await mover.get(url, join(local, 'copy'), call)).toEqual({ mode: 'copied', bytes: 8 });
    expect((await calls())[0]?.args).toEqual(['/castor/ads/atlashotdisk/file', join(local, 'copy')]);
    const elsewhere = new URL('srm://srm.example.org/dpm/file');
    await expect(mover.get(elsewhere, join(local, 'no'), call)).rejects.toMatchObject({ kind: 'unsupported' });
    const dpm = await fakeRfio(rfcpLfc, { rfcp: fetches });
    await dpm.mover.get(elsewhere, join(local, 'dpm'), call);
    expect((await dpm.calls())[0]?.args[0]).toBe('/dpm/file');
  });

  it.each([
    ['/castor/f: No such file or directory', 'not-found'],
    ['rfio: Permission denied', 'denied'],
    ['Device or resource busy', 'offline'],
    ['send2stgd: STG52 - Communication error', 'network'],
    ['something else', 'other'],
  ])('that says %s: %s', async (stderr, kind) => {
    const local = await tempDir();
    const { mover } = await fakeRfio(rfcp, { rfcp: { script: 'echo half > "$2"', stderr, exitCode: 1 } });
    await expect(mover.get(url, join(local, 'copy'), call)).rejects.toMatchObject({ kind, tail: stderr });
    expect(await readdir(local)).toEqual([]);
  });

  it('never writes over what is there', async () => {
    const local = await tree({ source: 'x' });
    const rfdir = { stdout: '-rw-r--r--   1 pilot    atlas    5 Nov 22 21:00 /castor/f\n' };
    const { mover, calls } = await fakeRfio(rfcp, { rfcp: {}, rfdir });
    await expect(mover.put(join(local, 'source'), url, call)).rejects.toMatchObject({ kind: 'exists' });
    expect((await calls()).map(({ tool }) => tool)).toEqual(['rfdir']);
  });

  it('does not read a size or a checksum into other words', async () => {
    const { mover } = await fakeRfio(rfcp, { rfcp: {}, rfdir: { stdout: 'garbage\n' }, nsls: { stdout: 'garbage\n' } });
    await expect(mover.stat(url, call)).rejects.toMatchObject({ kind: 'other' });
    await expect(mover.checksum(url, 'adler32', call)).rejects.toMatchObject({ kind: 'unsupported' });
  });
});

describe('the service class of a file', () => {
  const settings = {
    stager: 'stager.example.org',
    serviceClasses: [{ path: '/atlashotdisk/', name: 'hot' }],
    otherClasses: ['one', 'two', 'tape'],
  };
  const classOf = async (path: string, stager_qry = {}): Promise<unknown> => {
    const local = await tempDir();
    const { mover, calls } = await fakeRfio(rfcpSvcClass, { rfcp: fetches, stager_qry }, settings);
    await mover.get(new URL(`srm://srm.example.org${path}`), join(local, 'copy'), call);
    const env = (await calls()).at(-1)?.env;
    expect(env).toMatchObject({ STAGE_HOST: 'stager.example.org', STAGER_HOST: 'stager.example.org' });
    return env?.['STAGE_SVCCLASS'];
  };

  it('is that of the table', async () => {
    expect(await classOf('/castor/ads/atlashotdisk/file')).toBe('hot');
  });

  it('is the one in which the file is on disk', async () => {
    const script = '[ "$STAGE_SVCCLASS" = two ] && echo "$2 1@ns STAGED"; exit 0';
    expect(await classOf('/castor/ads/file', { script })).toBe('two');
  });

  it('is the last where none has it', async () => {
    expect(await classOf('/castor/ads/file', { stdout: 'Error 2/No such file\n', exitCode: 1 })).toBe('tape');
  });
});

describe('what is on disk', () => {
  it.each([
    [{ stager_qry: { stdout: '/castor/f 1@ns STAGED\n' } }, 'online'],
    [{ stager_qry: { stdout: '/castor/f 1@ns STAGEIN\n' } }, 'nearline'],
    [
      { stager_qry: { stdout: 'Error 2/No such file or directory (File /castor/f not on disk)\n', exitCode: 1 } },
      'nearline',
    ],
    [{ stager_qry: { stderr: 'stager_qry: library not found\n', exitCode: 1 } }, 'unknown'],
    [{}, 'unknown'],
  ])('%j: %s', async (tools, locality) => {
    const { mover } = await fakeRfio(rfcp, { rfcp: {}, ...tools });
    expect(await mover.locality?.(url, call)).toBe(locality);
  });

  it('is told by a flag where xroot took its place', async () => {
    const xrdfs = { stdout: 'Flags:  2064 (IsReadable|Offline)\nSize:   7\n' };
    const { mover, calls } = await fakeRfio(rfcp, { xrdfs }, { xroot: 'root://eoscta/' });
    expect(await mover.locality?.(url, call)).toBe('nearline');
    expect((await calls())[0]?.args).toEqual(['root://eoscta', 'stat', '/castor/ads/atlashotdisk/file']);
    expect(mover.directUrl?.(url).href).toBe('root://eoscta//castor/ads/atlashotdisk/file');
  });
});

describe('without rfcp', () => {
  it('says what is missing', async () => {
    const { mover } = await fakeRfio(rfcp, { xrdcp: {} });
    const message = expect.stringMatching(/^rfcp needs rfcp on PATH, or the setting xroot/);
    await expect(mover.stat(url, call)).rejects.toMatchObject({ kind: 'tool-missing', message });
  });
});

describe('the settings of a site', () => {
  it.each([
    [{ xroot: 'https://host' }, 'xroot'],
    [{ xroot: 'root://host//path' }, 'xroot'],
    [{ stager: '-x' }, 'stager'],
    [{ serviceClasses: { path: 'x' } }, 'serviceClasses'],
    [{ serviceClasses: [{ path: 'x', name: '' }] }, 'serviceClasses'],
    [{ otherClasses: 'x' }, 'otherClasses'],
  ])('are refused where they are wrong: %j', (settings, name) => {
    expect(() => rfcp.parseOptions(settings)).toThrow(`copytool rfcp: ${name} is`);
  });
});
