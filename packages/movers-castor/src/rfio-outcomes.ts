import type { OutcomeTable } from '@panda-pilot/movers-core';

/** The programs of RFIO end with 1 for everything and print what the system, or the stager, said. */
export const rfioOutcomes: OutcomeTable = {
  rows: [
    { says: /No such file or directory/i, kind: 'not-found', seen: 'rfcp of 2011' },
    { says: /File exists|File busy/i, kind: 'exists', seen: 'rfcp of 2011' },
    {
      says: /Permission denied|not authorized|Could not establish (?:security )?context/i,
      kind: 'denied',
      seen: 'rfcp of 2011',
    },
    { says: /No space left on device|quota exceeded/i, kind: 'no-space', seen: 'rfcp of 2011' },
    { says: /Read-only file system/i, kind: 'read-only', seen: 'rfcp of 2011' },
    { says: /Is a directory/i, kind: 'unsupported', seen: 'rfcp of 2011' },
    { says: /Device or resource busy|Resource temporarily unavailable|STAGEIN/, kind: 'offline', seen: 'rfcp of 2011' },
    { says: /Timed? ?out/i, kind: 'timed-out', seen: 'rfcp of 2011' },
    {
      says: /Connection (?:refused|closed|reset)|Host not known|Communication error/i,
      kind: 'network',
      seen: 'rfcp of 2011',
    },
  ],
  exitCodes: {},
};

/** The clients of xroot. */
export const xrootOutcomes: OutcomeTable = {
  rows: [
    { says: /CheckSum error/, kind: 'checksum-mismatch', seen: 'xrdcp 5.5.3' },
    { says: /no space left on device|\[3009\]|\[3021\]/i, kind: 'no-space', seen: 'xrdcp 5.5.3' },
    { says: /permission denied|\[3010\]|Auth failed/i, kind: 'denied', seen: 'xrdcp 5.5.3' },
    { says: /is a directory/i, kind: 'unsupported', seen: 'xrdcp 5.5.3' },
    { says: /file exists|\[3018\]/i, kind: 'exists', seen: 'xrdcp 5.5.3' },
    { says: /no such file|\[3011\]/i, kind: 'not-found', seen: 'xrdcp 5.5.3' },
    { says: /not supported|\[3013\]|Invalid option/i, kind: 'unsupported', seen: 'xrdfs 5.5.3' },
    { says: /Operation expired/, kind: 'timed-out', seen: 'xrdcp 5.5.3' },
    { says: /TLS error: connection reset by peer/i, kind: 'network', momentary: true, seen: 'xrdcp 5.5.3 with GSI' },
  ],
  exitCodes: { 51: 'network', 53: 'checksum-mismatch' },
};
