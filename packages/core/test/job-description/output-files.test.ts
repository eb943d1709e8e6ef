import { describe, expect, it } from 'vitest';
import type { PilotErrorName } from '../../src/pilot-errors.ts';
import { jobWith, refusalOf } from './wire-jobs.ts';

const silent = { realDatasets: 'NULL', ddmEndPointOut: 'NULL', dispatchDBlockTokenForOut: 'NULL' };

describe('the outputs of a job', () => {
  it.each(['log.X.tgz,a,b', 'a,log.X.tgz,b', 'a,b,log.X.tgz'])('leave the log out, wherever it is: %s', (outFiles) => {
    const job = jobWith({ ...silent, outFiles, scopeOut: 'sa,sb', scopeLog: 'sl', realDatasets: outFiles });
    expect(job.outputs).toEqual([
      { lfn: 'a', scope: 'sa', dataset: 'a', optional: false },
      { lfn: 'b', scope: 'sb', dataset: 'b', optional: false },
    ]);
    expect(job.log).toMatchObject({ lfn: 'log.X.tgz', scope: 'sl', dataset: 'log.X.tgz' });
  });

  it('may be all there is', () => {
    const job = jobWith({ ...silent, outFiles: 'a', logFile: '', logGUID: 'G', scopeOut: 's' });
    expect(job.outputs).toEqual([{ lfn: 'a', scope: 's', optional: false }]);
    expect(job).not.toHaveProperty('log');
  });

  it('may be none, without a log', () => {
    expect(jobWith({ ...silent, outFiles: 'NULL', logFile: 'NULL' }).outputs).toEqual([]);
  });

  it('are optional when allowNoOutput names them; names of no output are passed over', () => {
    const { outputs } = jobWith({ ...silent, outFiles: 'a,b,log.X.tgz', allowNoOutput: 'b,nobody' });
    expect(outputs.map(({ optional }) => optional)).toEqual([false, true]);
  });

  it('may stand for all files that match a pattern', () => {
    const { outputs } = jobWith({ ...silent, outFiles: 'regex|^hist_\\d+[.]root$,log.X.tgz', scopeOut: 's' });
    expect(outputs).toEqual([
      { lfn: 'regex|^hist_\\d+[.]root$', pattern: '^hist_\\d+[.]root$', scope: 's', optional: false },
    ]);
    const broken = refusalOf({ ...silent, outFiles: 'regex|(,log.X.tgz', scopeOut: 's' });
    expect(broken).toMatchObject({ errorName: 'BAD_OUTPUT_FILE_NAME', message: expect.stringContaining('regex|(') });
  });

  it('of an event service job have the token of what is still to be merged', () => {
    const { outputs, log } = jobWith({
      ...silent,
      outFiles: 'a,log.X.tgz',
      eventService: 'True',
      prodDBlockTokenForOutput: 'objectstore^1,NULL',
    });
    expect(outputs[0]?.productionTokenForOut).toBe('objectstore^1');
    expect(log).not.toHaveProperty('productionTokenForOut');
  });

  it.each<[Record<string, unknown>, PilotErrorName, string]>([
    [{ logFile: 'x' }, 'BAD_OUTPUT_FILE_NAME', 'logFile: "x" is not in outFiles: "log.X.tgz"'],
    [{ outFiles: '' }, 'BAD_OUTPUT_FILE_NAME', 'logFile: "log.X.tgz" is not in outFiles: ""'],
    [{ outFiles: 'a,a,log.X.tgz' }, 'BAD_OUTPUT_FILE_NAME', 'outFiles: file 2 is there twice: "a"'],
    [{ outFiles: 'log.X.tgz,log.X.tgz' }, 'BAD_OUTPUT_FILE_NAME', 'outFiles: file 2 is there twice: "log.X.tgz"'],
    [{ outFiles: 'a/../../b,log.X.tgz' }, 'BAD_OUTPUT_FILE_NAME', 'outFiles: file 1 has a "/": "a/../../b"'],
    [{ outFiles: '..,log.X.tgz' }, 'BAD_OUTPUT_FILE_NAME', 'outFiles: file 1 is a directory: ".."'],
    [{ outFiles: '--delete,log.X.tgz' }, 'BAD_OUTPUT_FILE_NAME', 'outFiles: file 1 begins with "-": "--delete"'],
    [{ outFiles: ',log.X.tgz' }, 'BAD_OUTPUT_FILE_NAME', 'outFiles: file 1 is empty or NULL: "NULL,log.X.tgz"'],
    [
      { outFiles: 'a, log.X.tgz' },
      'BAD_OUTPUT_FILE_NAME',
      'outFiles: file 2 begins or ends with a blank: " log.X.tgz"',
    ],
    [{ outFiles: `${'é'.repeat(128)},log.X.tgz` }, 'LFN_TOO_LONG', 'outFiles: file 1 has over 255 bytes: '],
    [
      { outFiles: 'a,log.X.tgz', scopeOut: 's,sl' },
      'NOT_SAME_LENGTH',
      'scopeOut: 2 values for 1 file in outFiles without the log: "s,sl"',
    ],
    [{ scopeOut: 's' }, 'NOT_SAME_LENGTH', 'scopeOut: 1 value for 0 files in outFiles without the log: "s"'],
    [
      { outFiles: 'a,b,log.X.tgz', destinationDBlockToken: 'T,T' },
      'NOT_SAME_LENGTH',
      'destinationDBlockToken: 2 values for 3 files in outFiles: "T,T"',
    ],
  ])('are refused: %j', (fields, name, message) => {
    const error = refusalOf({ ...silent, ...fields });
    expect(error.message).toContain(message);
    expect(error.errorName).toBe(name);
  });
});
