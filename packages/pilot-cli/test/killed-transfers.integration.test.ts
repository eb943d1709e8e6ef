import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fakeTools, tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { pilotBundle } from './grid.ts';

/** A storage that has nothing, in the words of xrdfs 5.5.3, by a session or without. */
const emptyStorage = `absent='[ERROR] Server responded with an error: [3011] No such file or directory'
case "$#-$2" in
  1-) while read -r line; do printf '[storage] / > %s\\n' "$line"; [ "$line" = exit ] || echo "$absent" >&2; done;;
  *-stat) echo "$absent" >&2; exit 54;;
esac`;

/** Begins, and kills the pilot that has started it, once. */
const killing = (pidFile: string): string => `for last; do :; done
[ -d "$last" ] && last=$last/half
case $last in /*) echo half > "$last";; esac
[ -e ${pidFile} ] || exit 50
read -r pid < ${pidFile}; /bin/rm ${pidFile}; kill -9 "$pid"`;

/** A pilot with these clients of xroot, and with temporary files of its own. */
async function openPlace() {
  const home = await tempDir();
  const [pidFile, temporary, cwd] = [join(home, 'pid'), join(home, 'tmp'), join(home, 'here')];
  for (const directory of [temporary, cwd]) await mkdir(directory);
  const { directory } = await fakeTools({ xrdfs: { script: emptyStorage }, xrdcp: { script: killing(pidFile) } });
  const env = { PATH: `${directory}:/usr/bin:/bin`, TMPDIR: temporary };
  const run = async (line: string, words: readonly string[]) => {
    const args = ['-c', line, 'sh', process.execPath, pilotBundle, ...words];
    const child = spawn('/bin/sh', args, { cwd, env, stdio: ['ignore', 'pipe', 'ignore'] });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    const [exitCode, signal] = await once(child, 'close');
    return { ended: exitCode ?? signal, stdout };
  };
  const remains = async (place: string): Promise<readonly string[]> =>
    (await readdir(place)).filter((name) => name.includes('.panda-'));
  return {
    cwd,
    temporary,
    remains,
    pilot: (...words: readonly string[]) => run('exec "$@"', words),
    killed: async (...words: readonly string[]) => (await run(`echo $$ > ${pidFile}; exec "$@"`, words)).ended,
  };
}

describe('a transfer by hand that is killed in the middle', () => {
  it('leaves nothing of an upload that clean, or the next transfer, does not remove', async () => {
    const { cwd, temporary, remains, killed, pilot } = await openPlace();
    for (const name of ['a.root', 'b.root']) await writeFile(join(cwd, name), 'content');
    const words = ['stage-out', '--copytool', 'xrdcp', '--to', 'root://storage.example.org//data/', 'a.root', 'b.root'];
    expect(await killed(...words)).toBe('SIGKILL');
    const [orphan = 'none'] = await remains(temporary);
    const { stdout } = await pilot('clean', '--json');
    const reason = 'was left by a transfer that was killed';
    expect(JSON.parse(stdout)).toMatchObject({
      directories: [{ path: join(temporary, orphan), removed: true, reason }],
    });
    expect(await remains(temporary)).toEqual([]);

    expect(await killed(...words)).toBe('SIGKILL');
    expect(await remains(temporary)).toHaveLength(1);
    await Promise.all(['a.root', 'b.root'].map((name) => rm(join(cwd, name))));
    await pilot('stage-in', '--copytool', 'cp', 'file:///nonexistent/c.root');
    expect([await remains(temporary), await readdir(cwd)]).toEqual([[], []]);
  });

  it('leaves nothing of a download that the next one to the same directory does not remove', async () => {
    const { cwd, temporary, remains, killed, pilot } = await openPlace();
    const words = ['stage-in', '--copytool', 'xrdcp', '--tries', '1'];
    const url = (name: string): string => `root://storage.example.org//data/${name}`;
    const batch = [...words, '--size', '7', '--size', '7', url('a.root'), url('b.root')];
    expect(await killed(...batch)).toBe('SIGKILL');
    expect(await remains(cwd)).toEqual([expect.stringMatching(/^\.panda-[^.]+$/)]);
    expect(await killed(...words, url('a.root'))).toBe('SIGKILL');
    expect(await remains(cwd)).toEqual([expect.stringMatching(/^a\.root\.panda-[^.]+\.part$/)]);
    expect((await pilot(...words, url('b.root'))).ended).toBeGreaterThan(0);
    expect([await readdir(cwd), await remains(temporary)]).toEqual([[], []]);
  });
});
