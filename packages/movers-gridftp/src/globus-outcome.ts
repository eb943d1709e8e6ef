import type { OutcomeTable } from '@panda-pilot/movers-core';

const guc = 'globus-url-copy 10.12';

/** Words of the Globus libraries, which globus-url-copy and gfal2 pass on alike. globus-url-copy fails with exit code 1 always. */
export const globusTable: OutcomeTable = {
  rows: [
    { says: /No module named '?gfal2/, kind: 'tool-missing', seen: 'python3 without gfal2' },
    { says: /No such file or directory|Not a directory|PATH_NOT_FOUND/, kind: 'not-found', seen: guc },
    { says: /Is a directory|IS_A_DIRECTORY/, kind: 'unsupported', seen: guc },
    { says: /No space left on device|Disk quota exceeded/i, kind: 'no-space', seen: guc },
    { says: /Read-only file system/, kind: 'read-only', seen: guc },
    { says: /Permission denied|Path not allowed|Operation not permitted/, kind: 'denied', seen: guc },
    // Without a proxy; with one that is over; with one that the server or we do not trust; with one that is in no gridmap.
    {
      says: /credential|certificate|gridmap|Login incorrect|GSS Major|proxy/i,
      kind: 'denied',
      seen: `${guc}, gfal2 2.21.3`,
    },
    { says: /File name too long/, kind: 'unsupported', seen: guc },
    { says: /Unknown checksum algorithm|invalid value for url/, kind: 'unsupported', seen: 'gfal2 2.21.3' },
    { says: /File exists/, kind: 'exists', seen: `${guc}, to a directory that is none` },
    { says: /timed out|timeout/i, kind: 'timed-out', seen: guc },
    {
      says: /Connection (?:refused|reset|closed)|Unable to connect|[Nn]ame resolution|not known|an end-of-file|Broken pipe|closed the connection|Handle not in/,
      kind: 'network',
      seen: guc,
    },
  ],
  exitCodes: {},
};
