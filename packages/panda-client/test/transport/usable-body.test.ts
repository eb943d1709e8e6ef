import { expect, it } from 'vitest';
import { usableBody } from '../../src/transport/usable-body.ts';

const context = { method: 'updateJob', origin: 'https://panda:25443' };

it('is the body of an answer with status 200', () => {
  expect(usableBody({ status: 200, body: 'StatusCode=0' }, context)).toBe('StatusCode=0');
});

it.each([
  [200, 'False : getJob is forbidden', 'unknown-method'],
  [403, 'ERROR : method getJob is forbidden', 'unknown-method'],
  [403, 'ERROR : method  is forbidden', 'unknown-method'],
  [404, 'not found', 'unknown-method'],
  [403, 'ERROR : Token authentication failed. the method x is forbidden', 'denied'],
  [411, '<html>Length Required</html>', 'http'],
  [500, 'ERROR : method', 'http'],
])('is not there for %i %j, which is %s', (status, body, kind) => {
  expect(() => usableBody({ status, body }, context)).toThrow(expect.objectContaining({ kind, status }));
});

it('passes on for how long the server asks to wait', () => {
  expect(() => usableBody({ status: 503, body: '', retryAfterSeconds: 30 }, context)).toThrow(
    expect.objectContaining({ kind: 'http', retryAfterSeconds: 30 }),
  );
});
