import { describe, expect, it } from 'vitest';
import { isPandaServerError, PandaServerError } from '../../src/index.ts';

const error = new PandaServerError('it failed', {
  kind: 'http',
  method: 'pilot/update_job',
  status: 500,
  retryable: true,
});

describe('isPandaServerError', () => {
  it('knows the error and its kind', () => {
    expect([isPandaServerError(error), isPandaServerError(error, 'http'), isPandaServerError(error, 'denied')]).toEqual(
      [true, true, false],
    );
    expect([new Error('x'), undefined, { kind: 'http' }].map((other) => isPandaServerError(other))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('knows the error of another copy of this package', () => {
    const foreign = Object.assign(new Error('x'), {
      kind: 'http',
      [Symbol.for('@panda-pilot/panda-client/PandaServerError')]: true,
    });
    expect(isPandaServerError(foreign, 'http')).toBe(true);
  });
});

describe('PandaServerError', () => {
  it('has its facts as fields, and none that are not known', () => {
    expect(error).toMatchObject({ kind: 'http', method: 'pilot/update_job', status: 500, retryable: true });
    expect(error).not.toHaveProperty('statusCode');
    expect(error.name).toBe('PandaServerError');
  });
});
