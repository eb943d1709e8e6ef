import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { uberftp } from '../src/index.ts';
import { fakeClients } from './fake-fixture.ts';

const { signal } = new AbortController();
const options = { signal, timeoutMs: 8000, logger: silentLogger };
const url = new URL('gsiftp://host:2811/data/dir/file');
const banner = '220 host GridFTP Server 2.3 ready.\n230 User pilot logged in.\n';

describe('uberftp', () => {
  it('fetches by a session', async () => {
    const script = '[[ "${6}" =~ get\\ /data/dir/file\\ (.*) ]] && echo -n content > "${BASH_REMATCH[1]}"';
    const { mover, calls } = await fakeClients(uberftp, { uberftp: { script, stdout: banner } });
    const copy = join(await tempDir(), 'copy');
    expect(await mover.get(url, copy, options)).toEqual({ mode: 'copied', bytes: 7 });
    const [call] = await calls();
    expect(call?.args).toEqual(['-glob', 'off', '-P', '2811', 'host', `get /data/dir/file ${copy}`]);
  });

  it('makes only the directories that are missing, and believes a listing more than an exit code', async () => {
    const script = `case "$6" in
'cd /data/dir') echo '550 /data/dir: No such file or directory.'; exit 1;;
put*) echo '-rw-r--r--   1 pilot  users    7 Nov 22 20:45 file'; exit 3;;
esac`;
    const { mover, calls } = await fakeClients(uberftp, { uberftp: { script, stdout: banner } });
    const source = join(await tree({ source: 'content' }), 'source');
    expect(await mover.put(source, url, options)).toEqual({ mode: 'copied', bytes: 7 });
    expect((await calls()).map(({ args }) => args.at(-1))).toEqual([
      'cd /data/dir',
      'cd /data',
      'mkdir /data/dir; chmod 0775 /data/dir',
      `put ${source} /data/dir/file; ls /data/dir/file`,
    ]);
  });

  it('answers questions', async () => {
    const script = `case "$6" in
ls*) echo '-rw-r--r--   1 pilot  users    7 Nov 22 20:45 /data/dir/file';;
quote*) echo '213 bf902fc';;
rm*) echo 'No match for /data/dir/file'; exit 1;;
esac`;
    const { mover } = await fakeClients(uberftp, { uberftp: { script } });
    expect(await mover.stat(url, options)).toEqual({ size: 7 });
    expect(await mover.checksum(url, 'adler32', options)).toEqual({ algorithm: 'adler32', value: '0bf902fc' });
    await expect(mover.remove(url, options)).resolves.toBeUndefined();
  });

  it.each([
    ['550 /data/dir/file: No such file or directory.', 1, 'not-found'],
    ["500 'CKSM': command not understood.", 0, 'unsupported'],
    ['553 /data/dir/file: Permission denied.', 0, 'denied'],
    ['530 Login incorrect. : globus_gss_assist: Error invoking callout', 1, 'denied'],
    ['Failed to connect to host port 2811: Connection refused', 1, 'network'],
    ['552 /data/dir/file: No space left on device', 0, 'no-space'],
    ['599 huh', 0, 'other'],
    ['', 9, 'other'],
  ])('that says %j and ends with %i has failed: %s', async (said, exitCode, kind) => {
    const { mover } = await fakeClients(uberftp, { uberftp: { stdout: `${banner}${said}\n`, exitCode } });
    const directory = await tempDir();
    await expect(mover.get(url, join(directory, 'copy'), options)).rejects.toMatchObject({ kind });
    expect(await readdir(directory)).toEqual([]);
  });

  it.each(['with a blank', 'semi;colon', 'com,ma', 'quo"te', '!sh'])('is never given %s', async (name) => {
    const { mover, calls } = await fakeClients(uberftp, { uberftp: {} });
    const hostile = new URL(`gsiftp://host/${encodeURIComponent(name)}`);
    await expect(mover.stat(hostile, options)).rejects.toMatchObject({ kind: 'unsupported' });
    expect(await calls()).toEqual([]);
  });
});
