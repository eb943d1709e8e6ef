import { execFileSync } from 'node:child_process';
import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { needsTool, tempDir } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { makeDbReleaseTree } from '../../src/index.ts';

it.skipIf(needsTool('python3'))(
  'points to the installation, whatever its name, in a script that Python runs',
  async () => {
    const directory = await tempDir();
    const release = { version: '7.8.1', directory: `/sw "area"/'\\ü` };
    expect(await makeDbReleaseTree(directory, release)).toBe('DBRelease');
    expect((await readdir(join(directory, 'DBRelease'))).toSorted()).toEqual(['7.8.1', 'current']);
    expect(await readlink(join(directory, 'DBRelease/current'))).toBe('7.8.1');
    const names = ['DBRELEASE', 'DBRELEASE_REQUIRED', 'DBRELEASE_REQUESTED', 'DATAPATH', 'CORAL_DBLOOKUP_PATH'];
    const print = `import json; print(json.dumps([os.environ[name] for name in ${JSON.stringify(names)}]))`;
    const program = `exec(open("DBRelease/current/setup.py", encoding="utf-8").read()); ${print}`;
    const printed = execFileSync('python3', ['-c', program], {
      cwd: directory,
      env: { ...process.env, DATAPATH: '/before' },
      encoding: 'utf8',
    });
    const path = release.directory;
    expect(JSON.parse(printed)).toEqual(['7.8.1', '7.8.1', '7.8.1', `${path}:/before`, `${path}/XMLConfig`]);
  },
);

it('is not made over one that is there', async () => {
  const directory = await tempDir();
  const release = { version: '7.8.1', directory: '/sw' };
  await makeDbReleaseTree(directory, release);
  await expect(makeDbReleaseTree(directory, release)).rejects.toMatchObject({ code: 'EEXIST' });
});
