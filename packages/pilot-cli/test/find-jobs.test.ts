import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { findJobs } from '../src/find-jobs.ts';

describe('findJobs', () => {
  it('finds pilots and jobs at any of the usual depths', async () => {
    const root = await tree({
      'work/Panda_Pilot_1_2/pilot.log': '',
      'work/Panda_Pilot_1_2/PandaJob_12/job.json': '',
      'work/Panda_Pilot_1_2/PandaJob_7/PandaJob_8/job.json': '',
    });
    const site = join(root, 'work/Panda_Pilot_1_2');
    const seven = { root: join(site, 'PandaJob_7'), jobId: 7, site };
    const twelve = { root: join(site, 'PandaJob_12'), jobId: 12, site };
    for (const directory of [root, join(root, 'work'), site]) {
      expect(await findJobs(directory)).toEqual({ sites: [site], jobs: [seven, twelve], logs: [] });
    }
    expect(await findJobs(seven.root)).toEqual({ sites: [], jobs: [seven], logs: [] });
  });

  it('finds nothing where there is nothing, and follows no link', async () => {
    const root = await tree({ 'a/PandaJob_x/job.json': '' });
    symlinkSync('/', join(root, 'PandaJob_9'));
    expect(await findJobs(root)).toEqual({ sites: [], jobs: [], logs: [] });
    expect(await findJobs(join(root, 'absent'))).toEqual({ sites: [], jobs: [], logs: [] });
  });

  it('knows a job under another name by its records, and a log tarball that was unpacked', async () => {
    const journal = `${JSON.stringify({ v: 1, at: '2026-11-22T12:00:00.000Z', event: 'job-accepted', pandaId: 7, attemptNumber: 1 })}\n`;
    const root = await tree({
      'copy of a job/journal.jsonl': journal,
      'copy of a job/work/journal.jsonl': journal,
      'a/log/pilot/journal.jsonl': journal,
      'others/journal.jsonl': '{"mine": false}\n',
      'others/job.json': '{}',
      'others/report.json': 'no JSON',
      'others/pilot/journal.jsonl': '',
    });
    const copied = { root: join(root, 'copy of a job'), jobId: 7, site: root };
    expect(await findJobs(root)).toEqual({ sites: [], jobs: [copied], logs: [join(root, 'a/log')] });
    expect(await findJobs(copied.root)).toMatchObject({ jobs: [copied] });
    expect(await findJobs(join(root, 'a/log'))).toMatchObject({ jobs: [], logs: [join(root, 'a/log')] });
  });
});
