import { silentLogger } from '@panda-pilot/core';
import { filesBelow, tempDir } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { startSampler } from '../../src/sampler/sampler.ts';
import { jobDirectory, makeJobDirectory } from '../../src/state/workdir.ts';

it('leaves no records of a payload that was over before the first look', async () => {
  const directory = jobDirectory(await tempDir());
  await makeJobDirectory(directory);
  const limits = { processPeriodMs: 200, directoryPeriodMs: 200 };
  const over = new AbortController();
  const options = { directory, roots: [directory.work], streams: [], limits, logger: silentLogger };
  const sampler = startSampler(options, over.signal);
  sampler.follow(process.pid);
  over.abort();
  expect(sampler.finish()).toEqual({ usage: undefined, workDirBytes: undefined });
  expect(await filesBelow(directory.root)).toEqual([]);
});
