import { describe, expect, it } from 'vitest';
import { fieldsOf, readResponse } from '../../src/classic/response.ts';
import { isPandaServerError, type PandaServerError } from '../../src/index.ts';

const context = { method: 'updateJob', origin: 'https://panda:25443' };

function failureOf(body: string): PandaServerError {
  try {
    fieldsOf(readResponse(body, context), context);
  } catch (error) {
    if (isPandaServerError(error)) return error;
    throw error;
  }
  throw new Error('this was accepted');
}

describe('an answer', () => {
  it.each([
    ['urlencoded', 'StatusCode=0&command=NULL', { StatusCode: 0, command: 'NULL' }],
    ['urlencoded, with blanks', 'StatusCode=0&a=x+y%2Bz&b=', { StatusCode: 0, a: 'x y+z', b: '' }],
    ['JSON', '{"StatusCode": 0, "command": null}', { StatusCode: 0, command: null }],
  ])('is read: %s', (_, body, fields) => {
    expect(fieldsOf(readResponse(body, context), context)).toEqual(fields);
  });

  it.each([
    [10, 'database timeout', 'time-out-status', true],
    [30, '', 'database', true],
    [50, 'failed since token key is invalid for pilot_server', 'denied', false],
    [60, 'no production/pilot role in VOMS FQANs or non pilot owner', 'denied', false],
    [70, "failed since 'me' not authorized with 'k'", 'denied', false],
    [80, 'failed since a is missing', 'missing', false],
    [90, 'proxy not found for me', 'missing', false],
    [40, 'nobody knows', 'other-status', false],
  ])('with StatusCode %i (%j) is %s', (StatusCode, errorDialog, kind, retryable) => {
    const asJson = failureOf(JSON.stringify({ StatusCode, errorDialog }));
    expect(asJson).toMatchObject({ kind, retryable, statusCode: StatusCode, method: 'updateJob' });
    expect(asJson.message).toContain(errorDialog);
    expect(failureOf(`StatusCode=${StatusCode}`)).toMatchObject({ kind, statusCode: StatusCode });
  });

  it.each([
    ['failed to retrieve DN', 'denied'],
    ['production or pilot role is required', 'denied'],
    ["Invalid worker state. The worker state has to be in ('started', 'finished')", 'refused'],
  ])('that is the bare sentence %j is %s', (body, kind) => {
    expect(failureOf(body)).toMatchObject({ kind, serverMessage: body });
  });

  it.each([
    ['', 'it has no StatusCode'],
    ['hello', 'it has no StatusCode'],
    ['{}', 'it has no StatusCode'],
    ['StatusCode=zero', 'it has no StatusCode'],
    ['{"StatusCode": "x"}', 'it has no StatusCode'],
    ['{"StatusCode": 0', 'not JSON'],
    ['<html><title>Sign in</title></html>', 'a web page: Sign in'],
    ['[true, []]', 'it has no StatusCode'],
  ])('that is %j is none', (body, words) => {
    expect(failureOf(body)).toMatchObject({ kind: 'bad-answer', retryable: true });
    expect(failureOf(body).message).toContain(words);
  });
});
