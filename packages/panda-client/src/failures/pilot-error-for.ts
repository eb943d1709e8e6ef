import { PilotError, type PilotErrorName } from '@panda-pilot/core';
import type { PandaServerError } from './panda-server-error.ts';

/**
 * What a failed call is to the pilot: COMMUNICATION_FAILURE (1318), but for a server that denies access
 * CERTIFICATE_HAS_EXPIRED (1373) when it says that the credential is too old, NO_VOMS_PROXY (1177: no role of the VO)
 * when it misses a role, NO_PROXY (1163) otherwise.
 */
export function pilotErrorFor(error: PandaServerError): PilotError {
  const { kind, method, status, statusCode, retryable } = error;
  return new PilotError(nameFor(error), error.message, {
    cause: error,
    details: {
      kind,
      method,
      retryable,
      ...(status === undefined ? {} : { status }),
      ...(statusCode === undefined ? {} : { statusCode }),
    },
  });
}

function nameFor({ kind, statusCode, serverMessage = '' }: PandaServerError): PilotErrorName {
  if (kind !== 'denied') return 'COMMUNICATION_FAILURE';
  if (/expired/i.test(serverMessage)) return 'CERTIFICATE_HAS_EXPIRED';
  return statusCode === 60 || /\brole\b/i.test(serverMessage) ? 'NO_VOMS_PROXY' : 'NO_PROXY';
}
