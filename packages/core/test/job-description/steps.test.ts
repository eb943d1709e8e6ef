import { describe, expect, it } from 'vitest';
import { jobWith, refusalOf } from './wire-jobs.ts';

describe('the steps of a job', () => {
  it('are one a line of transformation', () => {
    const { steps } = jobWith({
      transformation: 'Gen_tf.py\nSim_tf.py',
      jobPars: '--a=1\n--b=2',
      homepackage: 'AtlasProduction/17.0.1.2\nNULL',
      swRelease: 'Atlas-17.0.1\nAtlas-17.0.2',
    });
    expect(steps).toEqual([
      {
        transformation: 'Gen_tf.py',
        parameters: '--a=1',
        homepackage: 'AtlasProduction/17.0.1.2',
        release: 'Atlas-17.0.1',
      },
      { transformation: 'Sim_tf.py', parameters: '--b=2', release: 'Atlas-17.0.2' },
    ]);
  });

  it('share a single release', () => {
    const { steps } = jobWith({ transformation: 'a\nb\nc', jobPars: '1\n2\n3', swRelease: 'R' });
    expect(steps.map(({ release }) => release)).toEqual(['R', 'R', 'R']);
  });

  it('may have no parameters, packages and releases at all', () => {
    expect(jobWith({ transformation: 'a\nb', jobPars: 'NULL' }).steps).toEqual([
      { transformation: 'a', parameters: '' },
      { transformation: 'b', parameters: '' },
    ]);
  });

  it('leave the newlines in the parameters of a single one alone', () => {
    expect(jobWith({ jobPars: "-c 'a\nb'\n" }).steps[0]?.parameters).toBe("-c 'a\nb'\n");
  });

  it.each([
    [{ transformation: 'NULL' }, 'transformation: missing'],
    [{ transformation: 'a\n', jobPars: '1\n2' }, String.raw`transformation: has an empty line: "a\n"`],
    [{ transformation: 'a\nb', jobPars: '1' }, 'jobPars: 1 line for 2 lines in transformation: "1"'],
    [
      { transformation: 'a\nb', jobPars: '1\n2\n3' },
      String.raw`jobPars: 3 lines for 2 lines in transformation: "1\n2\n3"`,
    ],
    [{ homepackage: 'p\nq' }, String.raw`homepackage: 2 lines for 1 line in transformation: "p\nq"`],
    [
      { transformation: 'a\nb\nc', jobPars: '1\n2\n3', swRelease: 'R\nS' },
      String.raw`swRelease: 2 lines for 3 lines in transformation: "R\nS"`,
    ],
  ])('are refused when the lines do not match: %j', (fields, message) => {
    const error = refusalOf(fields);
    expect(error.errorName).toBe('SETUP_FAILURE');
    expect(error.code).toBe(1110);
    expect(error.message).toContain(message);
  });
});
