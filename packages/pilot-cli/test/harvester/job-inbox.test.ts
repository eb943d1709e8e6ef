import { writeSync } from 'node:fs';
import { mkdir, open, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFifo, tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { awaitJobs, putBack, takeJobs } from '../../src/harvester/job-inbox.ts';

const never = new AbortController().signal;

describe('takeJobs', () => {
  it('takes the first definition that is there, under another name', async () => {
    const root = await tree({ 'b/pandaJobData.out': 'PandaID=1', 'c/pandaJobData.out': 'PandaID=2' });
    const paths = ['a', 'b', 'c'].map((name) => join(root, name, 'pandaJobData.out'));
    expect(await takeJobs(paths)).toEqual({ path: paths[1], jobs: [{ PandaID: '1' }] });
    expect(await readdir(join(root, 'b'))).toEqual(['job_definition.json']);
    expect(await takeJobs(paths)).toEqual({ path: paths[2], jobs: [{ PandaID: '2' }] });
    expect(await takeJobs(paths)).toBeUndefined();
  });

  it('gives a definition to one of many who want it', async () => {
    const root = await tree({ 'pandaJobData.out': 'PandaID=1' });
    const path = join(root, 'pandaJobData.out');
    const taken = await Promise.all(Array.from({ length: 10 }, () => takeJobs([path])));
    expect(taken.filter((jobs) => jobs !== undefined)).toEqual([{ path, jobs: [{ PandaID: '1' }] }]);
  });

  it('says what is wrong, and keeps it for whoever wants to look', async () => {
    const root = await tree({ 'pandaJobData.out': '{broken' });
    await expect(takeJobs([join(root, 'pandaJobData.out')], 50)).rejects.toMatchObject({ code: 1303 });
    expect(await readFile(join(root, 'job_definition.json'), 'utf8')).toBe('{broken');
  });

  it('reads again what Harvester is still writing', async () => {
    const root = await tree({ 'pandaJobData.out': '{"7": {"PandaID": 7, "jobPars": ' });
    const path = join(root, 'pandaJobData.out');
    const writer = await open(path, 'a');
    const taking = takeJobs([path]);
    // In one go: whoever looks again afterwards finds all of it.
    setTimeout(() => writeSync(writer.fd, '"-c true"}}'), 50);
    expect(await taking).toEqual({ path, jobs: [{ PandaID: 7, jobPars: '-c true' }] });
    await writer.close();
  });

  it('does not wait for what is no file', async () => {
    const root = await tempDir();
    makeFifo(join(root, 'pandaJobData.out'));
    await expect(takeJobs([join(root, 'pandaJobData.out')])).rejects.toThrow(/is no regular file/);
    await mkdir(join(root, 'directory/pandaJobData.out'), { recursive: true });
    await expect(takeJobs([join(root, 'directory/pandaJobData.out')])).rejects.toMatchObject({ code: 1303 });
  });
});

describe('putBack', () => {
  it('never touches a definition that came meanwhile, and leaves nothing else', async () => {
    const root = await tree({ 'pandaJobData.out': '{"9": {}}' });
    const path = join(root, 'pandaJobData.out');
    await expect(putBack({ path, jobs: [{ PandaID: 8 }] })).rejects.toMatchObject({ code: 'EEXIST' });
    expect([await readdir(root), await readFile(path, 'utf8')]).toEqual([['pandaJobData.out'], '{"9": {}}']);
  });
});

describe('awaitJobs', () => {
  it('resolves as soon as the definition is there', async () => {
    const root = await tempDir();
    const path = join(root, 'pandaJobData.out');
    const waiting = awaitJobs([path], { patienceMs: 5000, everyMs: 10, signal: never });
    await writeFile(path, 'PandaID=7');
    expect(await waiting).toEqual({ path, jobs: [{ PandaID: '7' }] });
  });

  it('gives up when its patience is over, or it is told to', async () => {
    const path = join(await tempDir(), 'pandaJobData.out');
    expect(await awaitJobs([path], { patienceMs: 30, everyMs: 10, signal: never })).toBeUndefined();
    const stop = AbortSignal.abort(new Error('the pilot ends'));
    await expect(awaitJobs([path], { patienceMs: 5000, everyMs: 10, signal: stop })).rejects.toThrow('the pilot ends');
  });
});
