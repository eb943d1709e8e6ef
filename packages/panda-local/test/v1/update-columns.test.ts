import { describe, expect, it } from 'vitest';
import { checkArguments } from '../../src/v1/argument-check.ts';
import { PythonFloat } from '../../src/python/python-json.ts';
import { columnsOf } from '../../src/v1/update-columns.ts';

function columns(more: Record<string, string | number | null | PythonFloat>) {
  const checked = checkArguments('pilot/update_job', { job_id: 1, job_status: 'running', ...more });
  if (!checked.ok) throw new Error(checked.message);
  return columnsOf(checked.values);
}

describe('columnsOf', () => {
  it('sets nothing for what is null, empty or not sent', () => {
    expect(columns({ node: null, pilot_error_diag: '' })).toEqual({});
  });

  it.each([
    ['node', 'modificationHost', 128],
    ['pilot_error_diag', 'pilotErrorDiag', 500],
    ['exe_error_diag', 'exeErrorDiag', 500],
    ['job_metrics', 'jobMetrics', 500],
    ['pilot_id', 'pilotID', 200],
    ['batch_id', 'batchID', 80],
    ['job_sub_status', 'jobSubStatus', 80],
    ['cpu_architecture_level', 'cpu_architecture_level', 20],
    ['grid', 'grid', 50],
    ['source_site', 'sourceSite', 36],
    ['destination_site', 'destinationSite', 36],
  ])('cuts %s to the width of %s', (argument, column, width) => {
    expect(columns({ [argument]: 'é'.repeat(1000) })).toEqual({ [column]: 'é'.repeat(width) });
  });

  it('keeps a negative error code, and zero', () => {
    expect(columns({ pilot_error_code: -1213, trans_exit_code: 0 })).toEqual({
      pilotErrorCode: -1213,
      transExitCode: 0,
    });
  });

  it('takes the one form of a time and drops the others without a word', () => {
    expect(columns({ start_time: '2026-06-01 12:00:00', end_time: '2026-06-01T12:00:00Z' })).toEqual({
      startTime: '2026-06-01 12:00:00',
    });
  });

  it('stores bytes and rates in kB, of at most ten digits', () => {
    expect(columns({ tot_rchar: 2048, rate_wchar: 512, tot_wbytes: 1e15 })).toEqual({
      totRCHAR: 2,
      rateWCHAR: 0.5,
      totWBYTES: 9_999_999_999,
    });
  });

  it('makes whole kB of memory', () => {
    expect(columns({ max_rss: new PythonFloat(10.9), avg_pss: 7 })).toEqual({ maxRSS: 10, avgPSS: 7 });
  });

  it('takes leak and chi2 out of the metrics', () => {
    expect(columns({ job_metrics: 'nEvents=5 leak=-1.5 chi2=0.25' })).toMatchObject({
      memory_leak: -1,
      memory_leak_x2: 0.25,
    });
  });
});
