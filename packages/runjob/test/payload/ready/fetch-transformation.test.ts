import { mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { scriptedServer, tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { fetchTransformation, isRemote } from '../../../src/payload/ready/fetch-transformation.ts';

async function termsFor(url: string): Promise<Parameters<typeof fetchTransformation>[1]> {
  const common = { timeoutMs: 2000, maxBytes: 100, pauseMs: 1, signal: new AbortController().signal };
  return { ...common, sources: [`${url}/trf/`], directory: await tempDir() };
}

describe('fetchTransformation', () => {
  it('brings it executable, verified, in the place of what was there', async () => {
    const server = await scriptedServer({ answers: [{ status: 503 }, { body: '#!/bin/sh\n' }] });
    const terms = await termsFor(server.url);
    symlinkSync('/etc/passwd', join(terms.directory, 'runGen-00'));
    expect(await fetchTransformation(`${server.url}/trf/user/runGen-00#ad:0e4202c1`, terms)).toBe('runGen-00');
    expect(readFileSync(join(terms.directory, 'runGen-00'), 'utf8')).toBe('#!/bin/sh\n');
    expect(statSync(join(terms.directory, 'runGen-00')).mode & 0o777).toBe(0o755);
    expect(server.requests.map(({ path }) => path)).toEqual(['/trf/user/runGen-00', '/trf/user/runGen-00']);
  });

  it.each([
    ['http://HOST/other/x', /do not come from there/],
    ['http://HOST/trf/../other/x', /do not come from there/],
    ['http://HOST/trf/%2e%2e/other/x', /do not come from there/],
    ['http://user:word@HOST/trf/x', /do not come from there/],
    ['https://HOST/trf/x', /do not come from there/],
    ['ftp://HOST/trf/x', /do not come from there/],
    ['http://HOST.example.org/trf/x', /do not come from there/],
    ['http://HOST/trf/', /no name of a file/],
    ['http://HOST/trf/%2e.sh', /no name of a file/],
    ['http://HOST/trf/x#md5:12', /is no checksum/],
  ])('asks nobody for %s', async (url, message) => {
    const server = await scriptedServer({ answers: [{ body: 'x' }] });
    const host = server.url.replace('http://', '');
    await expect(fetchTransformation(url.replace('HOST', host), await termsFor(server.url))).rejects.toMatchObject({
      errorName: 'TRF_DOWNLOAD_FAILURE',
      message,
    });
    expect(server.requests).toEqual([]);
  });

  it.each([
    [{ status: 404 }, '', /HTTP 404/],
    [{ body: 'x'.repeat(101) }, '', /more than 100 bytes/],
    [{ body: 'other' }, '#md5:0123456789abcdef0123456789abcdef', /its checksum is md5:/],
    [{ status: 302, headers: { location: '/other/x' } }, '', /not allowed/],
  ])('refuses the answer %j', async (answer, fragment, message) => {
    const server = await scriptedServer({ answers: [answer] });
    await expect(
      fetchTransformation(`${server.url}/trf/x${fragment}`, await termsFor(server.url)),
    ).rejects.toMatchObject({ errorName: 'TRF_DOWNLOAD_FAILURE', message });
  });

  it('says that the work directory does not take it', async () => {
    const server = await scriptedServer({ answers: [{ body: 'x' }] });
    const directory = join(await tree({ file: '' }), 'file');
    const terms = { ...(await termsFor(server.url)), directory };
    await expect(fetchTransformation(`${server.url}/trf/x`, terms)).rejects.toMatchObject({ errorName: 'CHMOD_TRF' });
    expect(() => mkdirSync(directory)).toThrow();
  });
});

describe('isRemote', () => {
  it('tells a URL from a path', () => {
    expect(['https://a/b', 'FTP://a/b', 'root://a//b'].map(isRemote)).toEqual([true, true, true]);
    expect(['/a/b', 'run.sh', './a:b//c', 'a//b'].map(isRemote)).toEqual([false, false, false, false]);
  });
});
