import { describe, expect, it } from 'vitest';
import { pilotErrorFor } from '../../src/index.ts';
import type { ServerErrorKind } from '../../src/failures/panda-server-error.ts';
import { serverFailure } from '../../src/failures/server-failure.ts';

const context = { method: 'pilot/acquire_jobs', origin: 'https://panda:25443' };

describe('pilotErrorFor', () => {
  it.each<[ServerErrorKind, string | undefined, number]>([
    ['unreachable', undefined, 1318],
    ['timed-out', undefined, 1318],
    ['http', 'expired', 1318],
    ['database', 'Database error', 1318],
    ['denied', 'ERROR : Token authentication failed. Invalid token. Signature has expired', 1373],
    ['denied', 'production or pilot role required', 1177],
    ['denied', 'no production/pilot role in VOMS FQANs or non pilot owner', 1177],
    ['denied', 'ERROR : someone is banned', 1163],
    ['denied', undefined, 1163],
  ])('makes of %s (%s) the code %i', (kind, serverMessage, code) => {
    const failure = serverFailure(context, { kind, ...(serverMessage === undefined ? {} : { serverMessage }) });
    const error = pilotErrorFor(failure);
    expect(error.code).toBe(code);
    expect(error.cause).toBe(failure);
    expect(error.details).toMatchObject({ kind, method: 'pilot/acquire_jobs' });
    expect(error.message).toContain(failure.message);
  });

  it('knows a missing role by its StatusCode, where the server says nothing else', () => {
    expect(pilotErrorFor(serverFailure(context, { kind: 'denied', statusCode: 60 })).code).toBe(1177);
  });
});
