import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { lcgCp, lcgCp2, srmcp, storm } from '../src/index.ts';
import { fakeClients } from './fake-clients.ts';

const call = { signal: new AbortController().signal, timeoutMs: 3_600_000, logger: silentLogger };
const url = new URL('srm://se:8443/srm/managerv2?SFN=/atlas/file');
const words = (calls: readonly { readonly tool: string; readonly args: readonly string[] }[]) =>
  calls.map(({ tool, args }) => [tool, ...args].join(' '));

describe('the tools of their time', () => {
  it('are given the options of the newer generation', async () => {
    const directory = await tree({ source: '12345' });
    const tools = { 'lcg-cp': { stdout: '--connect-timeout' }, 'lcg-ls': { stdout: '-rw-r--r-- 1 2 2 5 ONLINE /f\n' } };
    const { mover, calls } = await fakeClients(lcgCp2, tools, { settings: { spaceToken: 'OTHER' } });
    await mover.put(join(directory, 'source'), url, { ...call, about: { lfn: 'file', spaceToken: 'DISK' } });
    expect(await mover.stat(url, call)).toEqual({ size: 5 });
    const limits = '--connect-timeout=300 --sendreceive-timeout=3600';
    expect(words(await calls())).toEqual([
      'lcg-cp -h',
      `lcg-cp --srm-timeout=3600 ${limits} --verbose --vo atlas -b -U srmv2 -S DISK file://${directory}/source ${url.href}`,
      `lcg-ls ${limits} -l -b -T srmv2 ${url.href}`,
    ]);
  });

  it('are given the options of the older one', async () => {
    const directory = await tree({ source: '12345' });
    const { mover, calls } = await fakeClients(lcgCp, { 'lcg-cp': {} });
    await mover.put(join(directory, 'source'), url, call);
    expect(words(await calls())[1]).toMatch(/^lcg-cp -t 3600 --verbose --vo atlas -b -U srmv2 /);
  });

  it.each([
    ['CacheException(rc=666;msg=can not get pnfsId)', 'other'],
    ['[ERROR] [SE][Ls][SRM_INVALID_PATH] /f: No such file or directory', 'not-found'],
    ['[ERROR] globus_xio: System error in connect', 'network'],
    ['[ERROR] Could not establish context', 'denied'],
  ])('fail by their words whatever they end with: %s', async (stderr, kind) => {
    const { mover } = await fakeClients(lcgCp, { 'lcg-cp': {}, 'lcg-ls': { stderr } });
    await expect(mover.stat(url, call)).rejects.toMatchObject({ kind, exitCode: 0 });
  });

  it('give way to gfal2 where they are gone', async () => {
    for (const definition of [lcgCp, lcgCp2, srmcp, storm]) {
      const stdout = '  File: x\n  Size: 7\tregular file\n';
      const { mover, calls } = await fakeClients(definition, { 'gfal-copy': {}, 'gfal-stat': { stdout } });
      expect(await mover.stat(url, call)).toEqual({ size: 7 });
      expect((await calls()).map(({ tool }) => tool)).toEqual(['gfal-stat']);
    }
  });

  it('of dCache turn the description of a space into its number', async () => {
    const directory = await tree({ source: '12345' });
    const tools = { srmcp: {}, 'srm-get-space-tokens': { stdout: 'Space Reservation Tokens: 1042\n' } };
    const { mover, calls } = await fakeClients(srmcp, tools, { settings: { spaceToken: 'DISK' } });
    await mover.put(join(directory, 'source'), url, call);
    expect(words(await calls())).toEqual([
      'srm-get-space-tokens -space_desc=DISK srm://se:8443/srm/managerv2',
      `srmcp -srm_protocol_version=2 -space_token=1042 file:///${directory}/source ${url.href}`,
    ]);
  });

  it('copy where a storage gives out no file to link to', async () => {
    const directory = await tree({});
    const tools = {
      'lcg-gt': { exitCode: 1, stderr: 'Can not handle specified protocol\n' },
      'lcg-cp': { script: 'for to; do :; done; case $to in file:*) echo x > "${to#file://}" ;; esac' },
    };
    const { mover } = await fakeClients(storm, tools);
    expect(await mover.get(url, join(directory, 'copy'), call)).toEqual({ mode: 'copied', bytes: 2 });
  });
});
