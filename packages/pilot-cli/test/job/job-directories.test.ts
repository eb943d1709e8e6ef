import { parseQueuedata } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { jobDirectories } from '../../src/job/job-directories.ts';

const of = (queue: object, { inputDir, outputDir }: { inputDir?: string; outputDir?: string } = {}) =>
  jobDirectories({ inputDir, outputDir }, parseQueuedata(JSON.stringify({ nickname: 'Q', ...queue })), '/start');
const beside = { inputDirectory: '/start', outputDirectory: '/start' };

describe('files that a batch system brings and fetches', () => {
  it.each([
    [{ copytool: 'mv' }, beside],
    [{ copytool: 'mv', se: 'srm://se.example.org:8443', seprodpath: '/atlas/rucio' }, beside],
    [{ acopytools: { pr: ['mv'], pw: ['gfal'] }, copytool: 'gfal' }, { inputDirectory: '/start' }],
    [{ copytool: 'mv', seprodpath: '/mnt/data' }, {}],
    [{ copytool: 'mv', sepath: '/mnt/data' }, {}],
    [{ copytool: 'cp' }, {}],
    [{}, {}],
  ])('are where the pilot was started, with mv and no mounted storage: %j', (queue, directories) => {
    expect(of(queue)).toEqual(directories);
  });

  it('are where the settings say, whoever moves them', () => {
    const settings = { inputDir: 'in', outputDir: '/out' };
    expect(of({ copytool: 'mv' }, settings)).toEqual({ inputDirectory: '/start/in', outputDirectory: '/out' });
    expect(of({ copytool: 'xrdcp' }, settings)).toEqual({ inputDirectory: '/start/in', outputDirectory: '/out' });
  });
});
