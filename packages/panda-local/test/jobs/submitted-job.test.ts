import { describe, expect, it } from 'vitest';
import { parseSubmittedJob } from '../../src/jobs/submitted-job.ts';
import { bareJob, fullJob } from '../local-server.ts';

describe('parseSubmittedJob', () => {
  it.each([bareJob, fullJob])('accepts %j as it is', (job) => {
    expect(parseSubmittedJob(job)).toEqual(job);
  });

  it('names all mistakes at once, each with its path', () => {
    const job = {
      transformation: '',
      cores: 0,
      colour: 'red',
      inputs: [{ lfn: 'a b', scope: 's', sizeBytes: -1, checksum: 'crc:1' }],
      outputs: [{ lfn: 'x,y', scope: 's' }],
    };
    const message = (() => {
      try {
        parseSubmittedJob(job);
        return '';
      } catch (error) {
        return String(error);
      }
    })();
    for (const path of [
      'queue:',
      'transformation:',
      'cores:',
      'inputs.0.lfn:',
      'inputs.0.sizeBytes:',
      'inputs.0.checksum:',
      'outputs.0.lfn:',
      'colour',
    ]) {
      expect(message).toContain(path);
    }
  });

  it('refuses two files of one name among outputs and log', () => {
    expect(() => parseSubmittedJob({ ...fullJob, log: { lfn: 'out.1', scope: 's' } })).toThrow('names out.1 twice');
  });

  it.each([null, 5, 'job', []])('refuses %j', (job) => {
    expect(() => parseSubmittedJob(job)).toThrow('job description refused: job:');
  });
});
