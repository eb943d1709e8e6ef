import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAdler32, rucioPath } from '@panda-pilot/core';
import {
  expectNoProcessNaming,
  needsTool,
  needsXrootd,
  startXrdHttp,
  tempDir,
  type XrdHttpServer,
} from '@panda-pilot/testkit';
import { startCommand } from '@panda-pilot/timed-command';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { givenOnce, pilotBundle } from './grid.ts';
import { onTerminal } from './on-terminal.ts';

const content = randomBytes(2_000_000);
const adler32 = createAdler32().update(content).digest().value;

describe.skipIf(needsXrootd() || needsTool('script'))('files that are moved by hand, over WebDAV', () => {
  let server: XrdHttpServer;
  let usual: Readonly<Record<string, string>>;
  beforeAll(async () => {
    server = await startXrdHttp();
    const { proxy, authorities } = server.credentials;
    usual = { '--copytool': 'davs', '--proxy': proxy, '--ca-directory': authorities };
    for (const name of ['a.root', 'b.root']) await server.plant(`/data/${name}`, content);
  });
  afterAll(() => server.stop());

  const url = (path: string): string => `davs://${server.host}${path}`;

  async function pilot(words: readonly string[], cwd: string) {
    const { result } = startCommand(process.execPath, [pilotBundle, ...words], { cwd, env: {}, timeoutMs: 30_000 });
    const { exit, stdout, stderr } = await result;
    return { exitCode: exit?.kind === 'exited' ? exit.exitCode : undefined, stdout, stderr };
  }

  it('arrive whole, and are told with bytes, checksum and rate', async () => {
    const cwd = await tempDir();
    const files = [url('/data/a.root'), url('/data/b.root')];
    const { exitCode, stdout, stderr } = await pilot(['stage-in', ...givenOnce(usual, files)], cwd);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.split('\n')[1]).toMatch(
      new RegExp(String.raw`^a\.root  2000000  ad:${adler32} +\d\.\d\d +\d+\.\d  davs  copied, checksums agree$`),
    );
    expect((await readdir(cwd)).toSorted()).toEqual(['a.root', 'b.root']);
    expect((await readFile(join(cwd, 'b.root'))).equals(content)).toBe(true);
  });

  it('are stored once, where a queue stores its outputs, and found there again', async () => {
    const cwd = await tempDir();
    await writeFile(join(cwd, 'out.root'), content);
    const queue = { nickname: 'Q', copytool: 'davs', se: url(''), seprodpath: '/rucio', sepath: '/rucio' };
    await writeFile(join(cwd, 'q.json'), JSON.stringify(queue));
    const { '--copytool': _, ...credential } = usual;
    const common = [...givenOnce(credential, []), '-q', 'Q', '--queuedata', 'q.json', '--json'];
    const put = ['stage-out', ...common, '--scope', 'user.jane', 'out.root'];
    expect(JSON.parse((await pilot(put, cwd)).stdout)).toMatchObject({
      type: 'stage-out',
      failed: 0,
      files: [
        { file: 'out.root', result: 'stored', mode: 'copied', checksum: `ad:${adler32}`, verification: 'checksum' },
      ],
    });
    expect((await readFile(join(server.root, rucioPath('user.jane', 'out.root')))).equals(content)).toBe(true);
    expect(JSON.parse((await pilot(put, cwd)).stdout)).toMatchObject({ files: [{ mode: 'present' }] });
    const get = ['stage-in', ...common, '--to', 'back.root', 'user.jane:out.root'];
    expect((await pilot(get, cwd)).exitCode).toBe(0);
    expect((await readFile(join(cwd, 'back.root'))).equals(content)).toBe(true);
  });

  it.each([
    ['a file that is not what it should be', ['--checksum', 'adler32:12345678'], '/data/a.root', 5, /\(1171\)/],
    ['a file that is not there', [], '/data/none.root', 5, /\(1103\)/],
    ['a storage that falls silent', ['--tries', '1', '--timeout', '1'], '/data/a.root', 5, /\(1151\)/],
    ['a proxy that is none', ['--proxy', '/dev/null'], '/data/a.root', 3, /\(1163\)/],
    ['a copytool that cannot take the URL', ['--copytool', 'cp'], '/data/a.root', 5, /cp cannot reach davs:/],
  ])('leave nothing behind after %s', async (what, flags, path, code, sentence) => {
    const cwd = await tempDir();
    if (what.includes('silent')) server.gateway.treat({ stall: { after: 500_000 } });
    const { exitCode, stderr } = await pilot(['stage-in', ...givenOnce(usual, [...flags, url(path)])], cwd);
    server.gateway.treat({});
    expect({ exitCode, stderr }).toEqual({ exitCode: code, stderr: expect.stringMatching(sentence) });
    expect(stderr).toMatch(/^panda-pilot: [^\n]+\n(?:tried:\n(?: {2}.*\n)+)?hint: .+\n$/);
    expect(await readdir(cwd)).toEqual([]);
  });

  it('are shown on a terminal with rate and time left, and Ctrl-C leaves nothing', async () => {
    const cwd = await tempDir();
    server.gateway.treat({ pace: { bytesPerSecond: 400_000 } });
    const command = [process.execPath, pilotBundle, 'stage-in', ...givenOnce(usual, [url('/data/a.root')])];
    const terminal = onTerminal(command, { cwd });
    await terminal.shows(/<- a\.root +\[#+\.+\] +\d+ % of 2\.0 MB {2}\d+\.\d kB\/s {2}0:0\d left/);
    terminal.type('\u0003');
    expect(await terminal.ended).toBe(130);
    server.gateway.treat({});
    expect(terminal.written()).toMatch(/panda-pilot: .*told to end \(\d+\)\r\nhint: /);
    expect(await readdir(cwd)).toEqual([]);
    await expectNoProcessNaming(cwd);
  });
});
