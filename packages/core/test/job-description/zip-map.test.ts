import { describe, expect, it } from 'vitest';
import { serializeJob } from '../../src/index.ts';
import { jobWith, refusalOf } from './wire-jobs.ts';

const silent = { realDatasets: 'NULL', ddmEndPointOut: 'NULL', dispatchDBlockTokenForOut: 'NULL' };
const outputs = { ...silent, outFiles: 'a.zip,b.zip,x.root,log.X.tgz', scopeOut: 's,s,s' };

describe('the zip map of jobPars', () => {
  it.each([
    ['-c run <ZIP_MAP>a.zip:x.root,y_\\d+ b.zip:z</ZIP_MAP>', '-c run'],
    ["-c run '<ZIP_MAP>a.zip:x.root,y_\\d+ b.zip:z</ZIP_MAP>' -d", '-c run -d'],
    ['<ZIP_MAP> a.zip:x.root,y_\\d+  b.zip:z </ZIP_MAP>-c run', '-c run'],
  ])('is cut out of %s', (jobPars, parameters) => {
    const job = jobWith({ ...outputs, jobPars });
    expect(job.archives).toEqual([
      { lfn: 'a.zip', contents: ['x.root', 'y_\\d+'] },
      { lfn: 'b.zip', contents: ['z'] },
    ]);
    expect(job.steps[0]?.parameters).toBe(parameters);
    expect(serializeJob(job)).toEqual(job.wire);
  });

  it('is written where a job has been changed', () => {
    const job = jobWith({ ...outputs, jobPars: 'x' });
    const archives = [{ lfn: 'a.zip', contents: ['x.root'] }];
    expect(serializeJob({ ...job, archives })['jobPars']).toBe('x <ZIP_MAP>a.zip:x.root</ZIP_MAP>');
  });

  it('is none in a field that somebody sends beside', () => {
    expect(jobWith({ ...outputs, zipMap: 'a.zip:x.root' }).archives).toEqual([]);
  });

  it.each([
    ['<ZIP_MAP>a.zip:x', '<ZIP_MAP> without its end'],
    ['<ZIP_MAP>c.zip:x</ZIP_MAP>', 'an archive that is no output of the job'],
    ['<ZIP_MAP>a.zip</ZIP_MAP>', 'an archive that is no output of the job'],
    ['<ZIP_MAP>a.zip:x,,y</ZIP_MAP>', 'has an empty name'],
    ['<ZIP_MAP>a.zip:x(</ZIP_MAP>', 'Unterminated group'],
  ])('%s is refused', (jobPars, words) => {
    expect(refusalOf({ ...outputs, jobPars })).toMatchObject({
      errorName: 'CONVERSION_FAILURE',
      message: expect.stringContaining(words),
    });
  });
});
