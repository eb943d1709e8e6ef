import type { CommandOutcome, OutcomeTable } from '@panda-pilot/movers-core';

/** What curl's words and exit codes mean; the statuses of servers are none of them. */
export const curlOutcomes: OutcomeTable = {
  rows: [
    { says: /alert (?:certificate|unknown ca|bad certificate|access denied)/i, kind: 'denied', seen: 'curl 7.88.1' },
    { says: /alert handshake failure|alert .*certificate required/i, kind: 'denied', seen: 'curl 7.88.1' },
    { says: /SSL certificate problem|no alternative certificate subject/i, kind: 'denied', seen: 'curl 7.88.1' },
    { says: /No space left on device/i, kind: 'no-space', seen: 'curl 7.88.1' },
  ],
  exitCodes: {
    1: 'unsupported',
    3: 'unsupported',
    5: 'network',
    6: 'network',
    7: 'network',
    16: 'network',
    18: 'network',
    // It does not say why a write failed; a full disk is what it mostly is.
    23: 'no-space',
    26: 'not-found',
    28: 'timed-out',
    35: 'network',
    52: 'network',
    55: 'network',
    56: 'network',
    58: 'denied',
    60: 'denied',
    77: 'denied',
    92: 'network',
  },
};

/** Whether it talked to nobody for want of a revocation list of the server's authority (curl 7.88.1 with OpenSSL 3.0). */
export function lacksList({ ending, stderr }: CommandOutcome): boolean {
  return ending.kind === 'exited' && ending.exitCode === 60 && stderr.includes('unable to get certificate CRL');
}
