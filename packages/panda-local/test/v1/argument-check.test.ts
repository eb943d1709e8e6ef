import { describe, expect, it } from 'vitest';
import { checkArguments } from '../../src/v1/argument-check.ts';
import type { MethodName } from '../../src/v1/endpoints.ts';
import { isDict, parsePythonJson } from '../../src/python/python-json.ts';

function check(method: MethodName, json: string) {
  const given = parsePythonJson(json);
  if (!isDict(given)) throw new TypeError('not a dict');
  const checked = checkArguments(method, given);
  return checked.ok ? checked.values : `${checked.kind}: ${checked.message}`;
}

describe('the arguments of a POST', () => {
  it.each<[string, MethodName, string, string]>([
    ['a missing argument', 'pilot/acquire_jobs', '{}', "Argument error: missing a required argument: 'site_name'"],
    [
      'an unknown one',
      'pilot/update_job',
      '{"job_id":1,"job_status":"running","timestamp":5}',
      "Argument error: got an unexpected keyword argument 'timestamp'",
    ],
    ['both', 'pilot/acquire_jobs', '{"cpu":1}', "Argument error: missing a required argument: 'site_name'"],
    [
      'text for an int',
      'pilot/acquire_jobs',
      '{"site_name":"Q","memory":"2000"}',
      "Type error: 'memory' must be of type int, got str.",
    ],
    [
      'a float for an int',
      'pilot/acquire_jobs',
      '{"site_name":"Q","memory":2000.0}',
      "Type error: 'memory' must be of type int, got float.",
    ],
    [
      'true for a str',
      'pilot/acquire_jobs',
      '{"site_name":"Q","get_proxy_key":true}',
      "Type error: 'get_proxy_key' must be of type str, got bool.",
    ],
    [
      'a number for a bool',
      'pilot/acquire_jobs',
      '{"site_name":"Q","background":1}',
      "Type error: 'background' must be of type bool, got int.",
    ],
    [
      'a number for a time',
      'pilot/update_job',
      '{"job_id":1,"job_status":"running","start_time":5}',
      "Type error: 'start_time' must be of type str, got int.",
    ],
    [
      'a mean that is no int',
      'pilot/update_job',
      '{"job_id":1,"job_status":"running","mean_core_count":1.5}',
      "Type error: 'mean_core_count' must be of type int, got float.",
    ],
    [
      'null without a null default',
      'pilot/update_job',
      '{"job_id":1,"job_status":"running","job_output_report":null}',
      "Type error: 'job_output_report' must be of type str, got NoneType.",
    ],
    [
      'an int for a float',
      'pilot/update_worker_node',
      '{"site":"s","host_name":"h","cpu_model":"m","clock_speed":2400}',
      "Type error: 'clock_speed' must be of type float, got int.",
    ],
    ['no list', 'pilot/update_jobs_bulk', '{"job_list":{}}', "Type error: 'job_list' must be of type list, got dict."],
    [
      'a list of something else',
      'pilot/update_jobs_bulk',
      '{"job_list":[[]]}',
      "Type error: All elements in 'job_list' must be dict.",
    ],
  ])('%s is refused', (_, method, json, message) => {
    expect(check(method, json)).toBe(message);
  });

  it.each<[string, MethodName, string, object]>([
    [
      'null where the default is null',
      'pilot/acquire_jobs',
      '{"site_name":"Q","memory":null}',
      { memory: null, timeout: 60, n_jobs: 1 },
    ],
    ['a float that equals the default', 'pilot/acquire_jobs', '{"site_name":"Q","timeout":60.0}', { timeout: 60 }],
    ['true for an int, which is 1', 'pilot/acquire_jobs', '{"site_name":"Q","memory":true}', { memory: 1 }],
    [
      'an int or a float for a number',
      'pilot/update_job',
      '{"job_id":1,"job_status":"x","max_rss":1.5,"avg_rss":2}',
      { max_rss: 1.5, avg_rss: 2 },
    ],
    [
      'a float that is one',
      'pilot/update_worker_node',
      '{"site":"s","host_name":"h","cpu_model":"m","clock_speed":2400.0}',
      { clock_speed: 2400 },
    ],
    [
      'anything for what is not annotated',
      'pilot/acquire_jobs',
      '{"site_name":"Q","remaining_time":"soon"}',
      { remaining_time: 'soon' },
    ],
    [
      'a negative code, as it is',
      'pilot/update_job',
      '{"job_id":1,"job_status":"x","pilot_error_code":-1213}',
      { pilot_error_code: -1213 },
    ],
  ])('%s is accepted', (_, method, json, values) => {
    expect(check(method, json)).toMatchObject(values);
  });
});

describe('the arguments of a GET', () => {
  it.each<[string, MethodName, string, object | string]>([
    [
      'a key that comes twice is a list',
      'pilot/get_job_status',
      '{"job_ids":["1","2"]}',
      { job_ids: [1, 2], timeout: 60 },
    ],
    [
      'a key that comes once is a list too, where one is wanted',
      'pilot/get_job_status',
      '{"job_ids":"7"}',
      { job_ids: [7] },
    ],
    [
      'a comma list is none',
      'pilot/get_job_status',
      '{"job_ids":"1,2"}',
      "Type error: 'job_ids' could not be casted to type List.",
    ],
    [
      'a JSON list is none',
      'pilot/get_job_status',
      '{"job_ids":"[1]"}',
      "Type error: 'job_ids' could not be casted to type List.",
    ],
    [
      'ints are cast through float',
      'pilot/get_job_status',
      '{"job_ids":"1.9","timeout":"5e1"}',
      { job_ids: [1], timeout: 50 },
    ],
    [
      'what is no number is refused',
      'pilot/get_job_status',
      '{"job_ids":"1","timeout":"soon"}',
      "Type error: 'timeout' could not be casted to type int.",
    ],
    ['None is null', 'creds/get_proxy', '{"dn":"None"}', { dn: null, role: null }],
    ['a method may take anything', 'system/get_attributes', '{"x":"1"}', { x: '1' }],
  ])('%s', (_, method, json, expected) => {
    if (typeof expected === 'string') expect(check(method, json)).toBe(expected);
    else expect(check(method, json)).toMatchObject(expected);
  });
});
