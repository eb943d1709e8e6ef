import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { isPilotError, PilotError, pilotErrorEntry } from '../src/index.ts';

describe('PilotError', () => {
  test('says what happened and to what', () => {
    const error = new PilotError('NO_SUCH_FILE', '/data/in.root');
    expect(error.message).toBe('File does not exist: /data/in.root');
    expect(error).toMatchObject({ errorName: 'NO_SUCH_FILE', code: 1103, remedy: 'next-replica', details: {} });
    expect(String(error)).toBe('PilotError: File does not exist: /data/in.root');
    expect(error).toBeInstanceOf(Error);
  });

  test('does without particulars', () => {
    expect(new PilotError('SIGTERM').message).toBe('Stopped by SIGTERM');
  });

  test('keeps the cause as it is, and has none unless one is given', () => {
    const cause = new TypeError('boom');
    expect(new PilotError('RUN_JOB_EXC', '', { cause }).cause).toBe(cause);
    expect('cause' in new PilotError('RUN_JOB_EXC')).toBe(false);
  });

  test("has the table's hint unless the case has its own", () => {
    expect(new PilotError('NO_LOCAL_SPACE').hint).toBe(pilotErrorEntry('NO_LOCAL_SPACE').hint);
    expect(new PilotError('NO_LOCAL_SPACE', '', { hint: 'delete /scratch/old' }).hint).toBe('delete /scratch/old');
  });

  test('shows no secret in message, hint and details', () => {
    const error = new PilotError('STAGE_IN_FAILED', 'https://joe:pw1234@se.example/f?X-Amz-Signature=feed', {
      hint: 'curl -H "Authorization: Bearer c0ffee" https://se.example/f',
      details: { url: 'root://se.example//f?authz=Bearer%20deadbeef', accessToken: 'abad1dea', bytes: 7, lfn: null },
    });
    expect(error.message).toBe(
      `Input file could not be copied: https://[redacted]@se.example/f?X-Amz-Signature=[redacted]`,
    );
    expect(JSON.stringify(error)).not.toMatch(/pw1234|feed|c0ffee|deadbeef|abad1dea/);
    expect(error.details).toEqual({
      url: 'root://se.example//f?authz=[redacted]',
      accessToken: '[redacted]',
      bytes: 7,
      lfn: null,
    });
  });

  test('is plain JSON in a report', () => {
    const error = new PilotError('MISSING_OUTPUT_FILE', 'AOD.root', { details: { lfn: 'AOD.root' } });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      type: 'error',
      code: 1165,
      name: 'MISSING_OUTPUT_FILE',
      message: 'Expected output file is missing: AOD.root',
      hint: error.hint,
      details: { lfn: 'AOD.root' },
    });
  });
});

describe('PilotError.fromJSON', () => {
  test('rebuilds what toJSON wrote', () => {
    const details = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)));
    fc.assert(
      fc.property(
        fc.constantFrom('NO_SUCH_FILE', 'SIGTERM'),
        fc.string(),
        fc.string(),
        details,
        (name, text, hint, d) => {
          const written = new PilotError(name, text, { hint, details: d }).toJSON();
          expect(PilotError.fromJSON(written).toJSON()).toEqual(written);
          expect(PilotError.fromJSON(JSON.parse(JSON.stringify(written))).toJSON()).toEqual(written);
        },
      ),
    );
  });

  test('takes an error that only a newer table names by its number', () => {
    const json = { ...new PilotError('NO_SUCH_FILE', '/x').toJSON(), name: 'FILE_IS_NOWHERE' };
    expect(PilotError.fromJSON(json)).toMatchObject({ errorName: 'NO_SUCH_FILE', message: 'File does not exist: /x' });
  });

  test('keeps the words of an error that it cannot name', () => {
    const json = { type: 'error', code: 1999, name: 'NEW', message: 'Moon is missing: -', hint: 'wait', details: {} };
    expect(PilotError.fromJSON({ ...json, type: 'error' })).toMatchObject({
      errorName: 'GENERAL_ERROR',
      message: `${pilotErrorEntry('GENERAL_ERROR').diagnosis}: Moon is missing: -`,
      hint: 'wait',
    });
  });
});

describe('isPilotError', () => {
  test('narrows by name', () => {
    const error: unknown = new PilotError('NO_SUCH_FILE', '/x');
    expect(isPilotError(error)).toBe(true);
    expect(isPilotError(error, 'NO_SUCH_FILE')).toBe(true);
    expect(isPilotError(error, 'SIGTERM')).toBe(false);
    if (isPilotError(error, 'NO_SUCH_FILE')) expect(error.errorName satisfies 'NO_SUCH_FILE').toBe('NO_SUCH_FILE');
  });

  test.each([undefined, null, 'NO_SUCH_FILE', 1103, new Error('x'), { errorName: 'NO_SUCH_FILE', code: 1103 }])(
    'refuses %o',
    (other) => {
      expect(isPilotError(other)).toBe(false);
    },
  );

  test('knows the errors of another copy of the package', async () => {
    vi.resetModules();
    const copy = await import('../src/index.ts');
    const error = new copy.PilotError('NO_SUCH_FILE', '/x');
    expect(error).not.toBeInstanceOf(PilotError);
    expect(isPilotError(error, 'NO_SUCH_FILE')).toBe(true);
  });
});
