import { describe, expect, it } from 'vitest';
import { readErrorReportFile } from '../../src/interpretation/error-report-file.ts';

describe('readErrorReportFile', () => {
  it.each([
    ['{"error_code": 9, "error_diag": " d "}', { code: 9, diagnosis: 'd' }],
    ['{"error_code": "9"}', { code: 9, diagnosis: '' }],
    ['{"error_code": 0, "error_diag": "all well"}', undefined],
    ['{"error_diag": "d"}', undefined],
    ['{', undefined],
  ])('%s is %j', (text, report) => {
    expect(readErrorReportFile(text)).toEqual(report);
  });
});
