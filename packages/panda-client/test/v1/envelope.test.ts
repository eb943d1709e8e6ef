import { describe, expect, it } from 'vitest';
import { PandaServerError } from '../../src/failures/panda-server-error.ts';
import { dataOf, readEnvelope } from '../../src/v1/envelope.ts';

const context = { method: 'pilot/update_job', origin: 'https://panda:25443' };

/** The error that an answer leads to. */
function failureOf(status: number, body: string): PandaServerError {
  try {
    dataOf(readEnvelope({ status, body }, context), context);
  } catch (error) {
    if (error instanceof PandaServerError) return error;
    throw error;
  }
  throw new Error('this answer was accepted');
}

const answer = (success: boolean, message: string, data: unknown): string => JSON.stringify({ success, message, data });

describe('an accepted answer', () => {
  it.each([{ StatusCode: 0, command: 'NULL' }, null, [], 5])('gives its data %j', (data) => {
    expect(dataOf(readEnvelope({ status: 200, body: answer(true, '', data) }, context), context)).toEqual(data);
  });
});

describe('an answer of the server', () => {
  it.each([
    ['Database error', true, { StatusCode: 30 }, 'database', true],
    ['Timed out', true, { StatusCode: 10 }, 'time-out-status', true],
    ['Failed to add meta_data', true, { StatusCode: 30, ErrorDiag: 'Failed to add meta_data' }, 'database', true],
    ['', true, { StatusCode: 70 }, 'other-status', false],
    ['Invalid job status: sent', false, { StatusCode: 50 }, 'invalid-state', false],
    ['Timed out', false, null, 'time-out-status', true],
    ['TimeOut', false, null, 'time-out-status', true],
    ['Updating worker node timed out', false, null, 'time-out-status', true],
    ['Database error', false, null, 'database', true],
    ['database error in the PanDA server', false, null, 'database', true],
    ['SSL secure connection is required', false, null, 'denied', false],
    ['production or pilot role required', false, null, 'denied', false],
    ['no production/pilot role in VOMS FQANs or non pilot owner', false, null, 'denied', false],
    ["failed: 'me' not in authorized users with 'p' in USERS.GRIDPREF to get proxy", false, null, 'denied', false],
    ["Failed since 'me' not authorized with 'k' in USERS.GRIDPREF", false, null, 'denied', false],
    ['failed since token key is invalid for pilot_server', false, null, 'denied', false],
    ["Type error: 'memory' must be of type int, got str.", false, null, 'refused', false],
    ["Argument error: got an unexpected keyword argument 'timestamp'", false, null, 'refused', false],
    ['expecting POST, received GET', false, null, 'refused', false],
  ])('that says %j (success %j, data %j) is %s', (message, success, data, kind, retryable) => {
    const failure = failureOf(200, answer(success, message, data));
    expect(failure).toMatchObject({ kind, retryable, method: 'pilot/update_job' });
    expect(failure.message).toContain(message);
  });

  it('tells the StatusCode', () => {
    expect(failureOf(200, answer(true, 'Database error', { StatusCode: 30 })).statusCode).toBe(30);
  });
});

describe('an HTTP status', () => {
  it.each([
    [403, 'ERROR : method getJob is forbidden', 'unknown-method', false],
    [403, 'ERROR : Token authentication failed. Invalid token. Signature has expired', 'denied', false],
    [403, 'ERROR : someone is banned', 'denied', false],
    [401, '', 'denied', false],
    [404, '<html><head><title>404 Not Found</title></head></html>', 'unknown-method', false],
    [411, '<html><title>Length Required</title>', 'http', false],
    [429, '', 'http', true],
    [500, 'updateJob() missing 2 required positional arguments', 'http', true],
    [502, '<html><title>Bad Gateway</title></html>', 'http', true],
    [302, '', 'http', false],
  ])('%i (%s) is %s', (status, body, kind, retryable) => {
    expect(failureOf(status, body)).toMatchObject({ kind, status, retryable });
  });

  it('is told in one sentence', () => {
    expect(failureOf(502, '<html><head><title>Bad\n Gateway</title></head><body>…</body></html>').message).toBe(
      'pilot/update_job: https://panda:25443 answered HTTP 502: Bad Gateway',
    );
  });
});

describe('what is not an answer', () => {
  it.each([
    ['a login page', '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please</body></html>'],
    ['the repr of Python', "{'success': True, 'message': '', 'data': None}"],
    ['nothing', ''],
    ['half an answer', '{"success": true, "mess'],
    ['garbage', '\u0000\u0001\u001b[31m'],
    ['a list', '[]'],
    ['null', 'null'],
    ['an object without success', '{"data": 1}'],
    ['success as text', '{"success": "true", "message": "", "data": null}'],
  ])('is called so: %s', (_, body) => {
    const failure = failureOf(200, body);
    expect(failure.kind).toBe('bad-answer');
    expect(failure.message).not.toMatch(/\p{Cc}/u);
    expect(failure.message.length).toBeLessThan(500);
  });

  it('is a web page by its title', () => {
    expect(failureOf(200, '<html><title>Sign in</title></html>').message).toBe(
      'pilot/update_job: https://panda:25443 did not answer as a PanDA server does: a web page: Sign in',
    );
  });
});
