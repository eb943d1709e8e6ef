import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { argumentsOf, type IncomingCall } from '../../src/http/incoming-call.ts';

const call = (more: Partial<IncomingCall>): IncomingCall => ({
  verb: 'POST',
  path: '/api/v1/pilot/update_job',
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.alloc(0),
  ...more,
});
const json = (body: string | Uint8Array, type = 'application/json', encoding?: string) =>
  argumentsOf(call({ body: Buffer.from(body), headers: { 'content-type': type, 'content-encoding': encoding } }));

describe('argumentsOf', () => {
  it('reads JSON of exactly that type', () => {
    expect(json('{"a": 1}')).toEqual({ a: 1 });
  });

  it.each(['application/json; charset=utf-8', 'Application/JSON', 'text/json', ''])(
    'finds no arguments in JSON sent as %j',
    (type) => {
      expect(json('{"a": 1}', type)).toEqual({});
    },
  );

  it('unpacks what says that it is gzip, and refuses what is not', () => {
    expect(json(gzipSync('{"a": 1}'), 'application/json', 'gzip')).toEqual({ a: 1 });
    expect(() => json('{"a": 1}', 'application/json', 'gzip')).toThrow('Not a gzipped file');
  });

  it.each([
    ['', 'Expecting value: line 1 column 1 (char 0)'],
    ['{"a":', 'Expecting value: line 1 column 6 (char 5)'],
    ['[1]', 'argument after ** must be a mapping'],
  ])('refuses the body %j', (body, message) => {
    expect(() => json(body)).toThrow(message);
  });

  it('reads a form, whose values stay text', () => {
    expect(json('job_id=5&node=a%20b', 'application/x-www-form-urlencoded; charset=utf-8')).toEqual({
      job_id: '5',
      node: 'a b',
    });
  });

  it('reads the query of a GET, where a key that comes twice is a list', () => {
    const query = new URLSearchParams('job_ids=1&job_ids=2&timeout=60&empty=');
    expect(argumentsOf(call({ verb: 'GET', query }))).toEqual({ job_ids: ['1', '2'], timeout: '60', empty: '' });
  });
});
