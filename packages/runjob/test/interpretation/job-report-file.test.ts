import { describe, expect, it } from 'vitest';
import { readJobReportFile } from '../../src/interpretation/job-report-file.ts';

describe('readJobReportFile', () => {
  it('finds the worst message of all executors', () => {
    const details = (found: object): object => ({ logfileReport: { details: found } });
    const text = JSON.stringify({
      exitCode: 65,
      executor: [details({ ERROR: [{ message: 'e' }] }), details({ FATAL: [{ message: 'f' }, { message: 'g' }] })],
    });
    expect(readJobReportFile(text)).toEqual({ text, exitCode: 65, worstMessage: 'f' });
  });

  it.each(['{"exitCode":"65"}', '{"exitCode":null,"executor":7,"resource":[]}', '{"exitCode":1e99}'])(
    'takes a key of another shape in %s for none',
    (text) => {
      expect(readJobReportFile(text)).toEqual({ text });
    },
  );

  it.each(['', 'null', '[]', '7', '{'])('refuses %j', (text) => {
    expect(readJobReportFile(text)).toBeUndefined();
  });
});
