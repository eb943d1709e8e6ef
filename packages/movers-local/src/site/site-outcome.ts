import type { OutcomeTable } from '@panda-pilot/movers-core';

/** How a site's commands are read: by the words that system calls and common clients use. */
export const siteTable: OutcomeTable = {
  rows: [
    { says: /no space left on device|disk quota exceeded/i, kind: 'no-space', seen: 'coreutils 9.1' },
    { says: /no such file or directory/i, kind: 'not-found', seen: 'coreutils 9.1, lsm-get of 2014' },
    { says: /permission denied|operation not permitted/i, kind: 'denied', seen: 'coreutils 9.1' },
    { says: /read-only file system/i, kind: 'read-only', seen: 'coreutils 9.1' },
    // dCache's way of saying that it has the file already.
    { says: /file exists|file is readonly/i, kind: 'exists', seen: 'coreutils 9.1, necp of 2011' },
    { says: /connection (?:refused|timed out|reset)|no route to host/i, kind: 'network', seen: 'coreutils 9.1' },
    { says: /is a directory|not a directory/i, kind: 'unsupported', seen: 'coreutils 9.1' },
  ],
  // What pilot 1 agreed with sites for lsm-get and lsm-put.
  exitCodes: { 204: 'size-mismatch', 205: 'checksum-mismatch' },
};
