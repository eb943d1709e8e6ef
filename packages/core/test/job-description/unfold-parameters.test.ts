import { describe, expect, it } from 'vitest';
import { jobWith, refusalOf } from './wire-jobs.ts';

const markup = (fields: unknown): string => `<MULTI_STEP_EXEC>${JSON.stringify(fields)}</MULTI_STEP_EXEC>`;

describe('the multi-step markup of jobPars', () => {
  const multiStep = {
    preprocess: { command: 'prepare', args: '-a "b c"' },
    postprocess: { command: 'tidy', args: '' },
    coprocess: { command: 'watch', args: '-n 1' },
    containerOptions: { containerExec: 'echo', containerImage: 'docker://x' },
  };

  it('is cut out, and says the same as fields that the server has put beside', () => {
    const cut = jobWith({ jobPars: `-c run${markup(multiStep)}` });
    expect(cut.steps[0]?.parameters).toBe('-c run');
    expect(cut.multiStep).toEqual(multiStep);
    expect(jobWith({ jobPars: '-c run', ...multiStep }).multiStep).toEqual(multiStep);
  });

  it('is found in base64 too', () => {
    const jobPars = Buffer.from(`-c run${markup(multiStep)}`).toString('base64');
    expect(jobWith({ jobPars })).toMatchObject({ multiStep, steps: [{ parameters: '-c run' }] });
  });

  it('wins over fields beside it', () => {
    const jobPars = markup({ preprocess: { command: 'in' } });
    expect(jobWith({ jobPars, preprocess: { command: 'beside' } }).multiStep).toEqual({
      preprocess: { command: 'in', args: '' },
    });
  });

  it('has no say in anything but the commands around the payload', () => {
    const job = jobWith({
      jobPars: `x${markup({ PandaID: 99, prodSourceLabel: 'user', transformation: 'rm', debug: 1 })}`,
    });
    expect(job).toMatchObject({ pandaId: 1, label: 'managed', debug: false });
    expect(job.steps).toEqual([{ transformation: 'https://example.org/bash-c', parameters: 'x' }]);
    expect(job.multiStep).toBeUndefined();
  });

  it.each([{}, { preprocess: {} }, { preprocess: null, containerOptions: {} }, { postprocess: 'NULL' }])(
    'may say nothing: %j',
    (fields) => {
      expect(jobWith(fields)).not.toHaveProperty('multiStep');
    },
  );

  it('is taken as text of JSON', () => {
    expect(jobWith({ preprocess: '{"command": "a", "args": 1}' }).multiStep?.preprocess).toEqual({
      command: 'a',
      args: '1',
    });
  });

  it.each([
    [{ jobPars: 'a<MULTI_STEP_EXEC>{}' }, 'jobPars: no JSON object in <MULTI_STEP_EXEC>: "<MULTI_STEP_EXEC>{}"'],
    [{ jobPars: 'a<MULTI_STEP_EXEC>{x</MULTI_STEP_EXEC>' }, 'jobPars: no JSON object in <MULTI_STEP_EXEC>: '],
    [{ jobPars: `a${markup([1])}` }, 'jobPars: no JSON object in <MULTI_STEP_EXEC>: '],
    [{ jobPars: markup({ preprocess: 'sh' }) }, 'preprocess: not a JSON object: "sh"'],
    [{ preprocess: { args: '-x' } }, 'preprocess: no {"command": text, "args": text}: an object'],
    [{ coprocess: { command: '' } }, 'coprocess: no {"command": text, "args": text}: an object'],
    [{ postprocess: { command: ['a'] } }, 'postprocess: no {"command": text, "args": text}: an object'],
    [{ containerOptions: [1] }, 'containerOptions: not a JSON object: a list of 1'],
    [{ containerOptions: '{"a": ' }, 'containerOptions: not a JSON object: '],
  ])('is refused when it is broken: %j', (fields, message) => {
    const error = refusalOf(fields);
    expect(error.errorName).toBe('CONVERSION_FAILURE');
    expect(error.message).toContain(message);
  });
});
