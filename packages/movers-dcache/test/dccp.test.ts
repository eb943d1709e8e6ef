import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { scriptedServer, tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { bnlDccp, dccp, dccpLfc } from '../src/index.ts';
import { fakeDccp, moverWith } from './fixtures.ts';

const call = { signal: new AbortController().signal, timeoutMs: 5000, logger: silentLogger };
const url = new URL('srm://dc.example.org:8443/srm/managerv2?SFN=/pnfs/example.org/file');
const copyPrefix = [{ from: 'srm://dc.example.org', to: 'dcap://door:22125' }];

describe('dccp', () => {
  it('is given the address of the door, and copies as an active client where it must', async () => {
    const local = await tree({ source: '12345' });
    const script = 'for to; do :; done; case $to in dcap:*) ;; *) echo 1234 > "$to" ;; esac';
    const { mover, calls } = await fakeDccp(dccpLfc, { dccp: { script } }, { copyPrefix, copyPrefixIn: copyPrefix });
    await mover.get(url, join(local, 'copy'), call);
    await mover.put(join(local, 'source'), url, call);
    const address = 'dcap://door:22125/pnfs/example.org/file';
    expect((await calls()).map(({ args }) => args)).toEqual([
      [address, join(local, 'copy')],
      ['-A', join(local, 'source'), address],
    ]);
    expect(mover.directUrl?.(url).href).toBe(address);
  });

  it.each([
    [0, 'Failed open file in the dCache.\n', 'network'],
    [0, 'System error: No route to host\n', 'network'],
    [255, "Can't open source file : Invalid file name\nSystem error: No such file or directory\n", 'not-found'],
    [
      255,
      'Failed to create a control line\nFailed open file in the dCache.\nSystem error: Connection refused\n',
      'network',
    ],
    [1, 'File is readOnly\n', 'exists'],
    [1, 'SIGPIPE\n', 'exists'],
    [255, 'dccp failed.\n', 'other'],
  ])('ends with %i and says %j: %s', async (exitCode, stderr, kind) => {
    const local = await tempDir();
    const script = 'echo half > "$2"';
    const { mover } = await fakeDccp(dccp, { dccp: { script, exitCode, stderr } }, { copyPrefix });
    await expect(mover.get(url, join(local, 'copy'), call)).rejects.toMatchObject({ kind });
    expect(await readdir(local)).toEqual([]);
  });

  it('is not believed when it says more than there is', async () => {
    const local = await tempDir();
    const { mover } = await fakeDccp(dccp, { dccp: { script: 'echo half > "$2"', stderr: '10 bytes in 0 seconds\n' } });
    await expect(mover.get(url, join(local, 'copy'), call)).rejects.toMatchObject({ kind: 'size-mismatch' });
    expect(await readdir(local)).toEqual([]);
  });

  it('cannot ask without a mount or a door', async () => {
    const { mover } = await fakeDccp(dccp, {}, { copyPrefix });
    await expect(mover.stat(url, call)).rejects.toMatchObject({ kind: 'unsupported' });
  });
});

describe('a mounted name space', () => {
  it('tells size and checksum by its second layer, and the size that NFS shows without', async () => {
    const root = await tree({
      big: 'x',
      '.(use)(2)(big)': '2,0,0,0.0,0.0\n:c=1:620062;h=yes;l=5104204800;\n',
      small: 'abc',
    });
    const { mover } = await fakeDccp(dccp, {});
    const at = (name: string): URL => new URL(`file://${root}/${name}`);
    expect(await mover.stat(at('big'), call)).toEqual({ size: 5_104_204_800 });
    expect(await mover.checksum(at('big'), 'adler32', call)).toEqual({ algorithm: 'adler32', value: '00620062' });
    expect(await mover.stat(at('small'), call)).toEqual({ size: 3 });
    await expect(mover.checksum(at('small'), 'adler32', call)).rejects.toMatchObject({ kind: 'unsupported' });
    await expect(mover.checksum(at('none'), 'adler32', call)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(mover.stat(new URL(`file://${root}`), call)).rejects.toMatchObject({ kind: 'unsupported' });
  });
});

describe('a WebDAV door', () => {
  const settings = (door: string) => ({ copyPrefix, door });

  it('is asked for sizes and digests', async () => {
    const headers = { 'content-length': '5', digest: 'md5=XUFAKrxLKna5cZ2REBfFkg==, adler32=620062' };
    const server = await scriptedServer({ answers: [{ headers, body: 'hello' }] });
    const { mover } = await fakeDccp(dccp, {}, settings(server.url));
    expect(await mover.stat(url, call)).toEqual({ size: 5 });
    expect(await mover.checksum(url, 'adler32', call)).toEqual({ algorithm: 'adler32', value: '00620062' });
    expect(await mover.checksum(url, 'md5', call)).toMatchObject({ value: '5d41402abc4b2a76b9719d911017c592' });
    expect(server.requests[1]).toMatchObject({ verb: 'HEAD', path: '/pnfs/example.org/file' });
  });

  it.each([
    [{ status: 404 }, 'not-found'],
    [{ status: 403 }, 'denied'],
    [{ status: 503 }, 'offline'],
    [{ status: 500 }, 'network'],
    [{ cut: 'before-answer' as const }, 'network'],
    [{ headers: { 'content-type': 'text/html', 'content-length': '18' }, body: '<html>login</html>' }, 'unsupported'],
  ])('that answers %j has no file: %s', async (answer, kind) => {
    const server = await scriptedServer({ answers: [answer] });
    const { mover } = await fakeDccp(dccp, {}, settings(server.url));
    await expect(mover.stat(url, call)).rejects.toMatchObject({ kind });
  });

  it('is shown no token over a line that everybody reads', async () => {
    const server = await scriptedServer({ answers: [{ headers: { 'content-length': '5' }, body: 'hello' }] });
    const mover = moverWith(dccp, { PATH: '/nonexistent', BEARER_TOKEN: 'secret' }, settings(server.url));
    expect(await mover.stat(url, call)).toEqual({ size: 5 });
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });

  it('that never answers is not waited for', async () => {
    const server = await scriptedServer({ answers: [{ hang: true }] });
    const { mover } = await fakeDccp(dccp, {}, settings(server.url));
    await expect(mover.stat(url, { ...call, timeoutMs: 100 })).rejects.toMatchObject({ kind: 'timed-out' });
  });
});

describe('what is on disk', () => {
  it.each([
    [{ dc_check: { stdout: 'Check passed\n' } }, 'online'],
    [{ dc_check: { stdout: 'Check FAILED\n' } }, 'nearline'],
    [{ dc_check: { stdout: '?\n' } }, 'unknown'],
    [{ dccp: {} }, 'online'],
    [{ dccp: { exitCode: 255, stderr: 'dc_stage fail\n' } }, 'nearline'],
    [{ dccp: { exitCode: 127, stderr: 'dccp: error while loading shared libraries\n' } }, 'unknown'],
    [{ dccp: { exitCode: 255, stderr: 'dc_stage fail : Not Pnfs file system\n' } }, 'unknown'],
  ])('%j: %s', async (tools, locality) => {
    const { mover } = await fakeDccp(dccp, tools, { copyPrefixIn: copyPrefix });
    expect(await mover.locality?.(url, call)).toBe(locality);
  });

  it('is asked of the service that BNL has', async () => {
    const root = await tree({ file: 'x', '.(id)(file)': '000200000000000000A1B2C8\n' });
    const server = await scriptedServer({ answers: [{ body: 'YES' }, { body: 'NO\n' }, { status: 500 }] });
    const { mover } = await fakeDccp(bnlDccp, {}, { poolInfo: `${server.url}/cacheinfos` });
    const file = new URL(`file://${root}/file`);
    for (const locality of ['online', 'nearline', 'unknown']) expect(await mover.locality?.(file, call)).toBe(locality);
    expect(server.requests[0]?.path).toBe('/cacheinfos/isFileInPool');
    expect(server.requests[0]?.query.get('pnfsid')).toBe('000200000000000000A1B2C8');
  });
});

describe('the settings of a site', () => {
  it.each([
    [{ door: 'dcap://door' }, 'door'],
    [{ door: 7 }, 'door'],
    [{ poolInfo: 'host:8000' }, 'poolInfo'],
    [{ parallel: 0 }, 'parallel'],
  ])('are refused where they are wrong: %j', (settings, name) => {
    expect(() => dccp.parseOptions(settings)).toThrow(`copytool dccp: ${name} is`);
  });
});

describe('a SURL', () => {
  it.each(['https://host/file', 'srm://host', 'dcap://door/what%3F', 'file:///new%0Aline'])(
    '%s is none',
    async (surl) => {
      const { mover } = await fakeDccp(dccp, {});
      await expect(mover.get(new URL(surl), '/nonexistent/copy', call)).rejects.toMatchObject({ kind: 'unsupported' });
    },
  );
});
