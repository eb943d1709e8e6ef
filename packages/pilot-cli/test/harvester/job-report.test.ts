import { expect, it } from 'vitest';
import { shrinkJobReport } from '../../src/harvester/job-report.ts';

it.each(['', 'no json', '[]', 'null', '{"executor": "x"}', '{"exitCode":0}'])('leaves %j as it is', (text) =>
  expect(shrinkJobReport(text)).toBe(text),
);

it('leaves out the logs of steps and nothing else', () =>
  expect(shrinkJobReport('{"a":1,"executor":[{"n":1,"logfileReport":{"x":2}},7]}')).toBe(
    '{"a":1,"executor":[{"n":1,"logfileReport":{}},7]}',
  ));
