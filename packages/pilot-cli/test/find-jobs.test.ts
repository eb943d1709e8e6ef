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
      expect(await findJobs(directory)).toEqual({ sites: [site], jobs: [seven, twelve] });
    }
    expect(await findJobs(seven.root)).toEqual({ sites: [], jobs: [seven] });
  });

  it('finds nothing where there is nothing, and follows no link', async () => {
    const root = await tree({ 'a/PandaJob_x/job.json': '' });
    symlinkSync('/', join(root, 'PandaJob_9'));
    expect(await findJobs(root)).toEqual({ sites: [], jobs: [] });
    expect(await findJobs(join(root, 'absent'))).toEqual({ sites: [], jobs: [] });
  });
});
