import { appendFileSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFifo, tempDir, tree } from '@panda-pilot/testkit';
import { extract, list } from 'tar';
import { describe, expect, it } from 'vitest';
import { makeLogTarball } from '../../src/log/log-tarball.ts';
import { jobDirectory } from '../../src/state/workdir.ts';
import { jobFixture } from '../job-fixture.ts';

async function namesIn(file: string): Promise<string[]> {
  const names: string[] = [];
  await list({ file, onReadEntry: (entry) => names.push(entry.path) });
  return names.toSorted();
}

async function directoryWith(files: Record<string, string>): Promise<ReturnType<typeof jobDirectory>> {
  const root = await tree({ ...files, 'job.json': '{"secrets":"hidden"}', 'runjob.log': '{}\n', 'journal.jsonl': '' });
  const directory = jobDirectory(root);
  await mkdir(directory.work, { recursive: true });
  await mkdir(directory.tarballs);
  return directory;
}

const given = { job: jobFixture(), queue: 'MY/QUEUE' };

describe('makeLogTarball', () => {
  it('packs what explains the job, and neither inputs, outputs, core dumps nor secrets', async () => {
    const directory = await directoryWith({
      'work/payload.stdout': 'hello',
      'work/in.root': 'x',
      'work/out.root': 'x',
      'work/core.123': 'x',
      'work/sub/core.txt': 'kept',
    });
    const file = join(directory.tarballs, 'log.tgz');
    await makeLogTarball(file, { directory, ...given });
    const prefix = 'tarball_PandaJob_7_MY_QUEUE';
    expect(await namesIn(file)).toEqual([
      `${prefix}/pilot/`,
      `${prefix}/pilot/journal.jsonl`,
      `${prefix}/pilot/pilotlog.txt`,
      `${prefix}/pilot/runjob.log`,
      `${prefix}/work/`,
      `${prefix}/work/payload.stdout`,
      `${prefix}/work/sub/`,
      `${prefix}/work/sub/core.txt`,
    ]);
  });

  it('packs links as links, and neither follows them nor waits for a FIFO', async () => {
    const directory = await directoryWith({ 'work/a': 'x' });
    symlinkSync('/etc/passwd', join(directory.work, 'bait'));
    makeFifo(join(directory.work, 'fifo'));
    const file = join(directory.tarballs, 'log.tgz');
    await makeLogTarball(file, { directory, ...given });
    const types: Record<string, string> = {};
    await list({ file, onReadEntry: (entry) => (types[entry.path.split('/').at(-1) ?? ''] = entry.type) });
    expect(types['bait']).toBe('SymbolicLink');
    expect(types['fifo']).toBeUndefined();
  });

  it('takes along what the agent wrote of the job, in a readable form', async () => {
    const directory = await directoryWith({ 'work/a': 'x' });
    const nested = jobDirectory(join(directory.root, 'PandaJob_7'));
    await mkdir(nested.work, { recursive: true });
    await mkdir(nested.tarballs);
    const of = (jobId: number, msg: string): string => `${JSON.stringify({ level: 30, time: 1, jobId, msg })}\n`;
    writeFileSync(join(directory.root, 'pilot.log'), of(7, 'job over') + of(8, 'another job'));
    const file = join(nested.tarballs, 'log.tgz');
    await makeLogTarball(file, { directory: nested, ...given });
    const out = await tempDir();
    await extract({ file, cwd: out });
    const text = readFileSync(join(out, 'tarball_PandaJob_7_MY_QUEUE/pilot/pilotlog.txt'), 'utf8');
    expect(text).toBe('1970-01-01 00:00:00.001  pilot        7  job over\n');
  });

  it('does without a work directory that the payload has removed', async () => {
    const directory = await directoryWith({ 'work/a': 'x' });
    await rm(directory.work, { recursive: true });
    const file = join(directory.tarballs, 'log.tgz');
    await makeLogTarball(file, { directory, ...given });
    expect(await namesIn(file)).toContain('tarball_PandaJob_7_MY_QUEUE/pilot/runjob.log');
  });

  it('is not disturbed by what the pilot writes meanwhile', async () => {
    const directory = await directoryWith({ 'work/a': 'x'.repeat(3_000_000) });
    const writing = setInterval(() => appendFileSync(directory.log, `${'y'.repeat(100)}\n`), 1);
    try {
      for (let count = 0; count < 5; count += 1)
        await makeLogTarball(join(directory.tarballs, 'log.tgz'), { directory, ...given });
    } finally {
      clearInterval(writing);
    }
    expect(await readdir(directory.root)).not.toContain('pilot');
  });

  it('leaves nothing when it fails, and says so with its own error', async () => {
    const directory = await directoryWith({ 'work/a': 'x' });
    const file = join(directory.tarballs, 'absent/log.tgz');
    await expect(makeLogTarball(file, { directory, ...given })).rejects.toMatchObject({
      errorName: 'LOG_FILE_CREATION_FAILURE',
    });
    expect(existsSync(file)).toBe(false);
    expect(await readdir(directory.tarballs)).toEqual([]);
  });
});
