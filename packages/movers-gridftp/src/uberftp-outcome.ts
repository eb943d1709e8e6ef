import type { OutcomeTable } from '@panda-pilot/movers-core';

const era = 'uberftp 2.x';

/** Words of uberftp, and of the servers that it passes on. The texts are those of its days: no Debian has it any more. */
export const uberftpTable: OutcomeTable = {
  rows: [
    { says: /No such file or directory|No match for|PATH_NOT_FOUND|NOSUCHFILE/, kind: 'not-found', seen: era },
    { says: /not understood|Unknown command|not implemented/i, kind: 'unsupported', seen: era },
    { says: /No space left on device|quota exceeded/i, kind: 'no-space', seen: era },
    { says: /Permission denied|Path not allowed/, kind: 'denied', seen: era },
    { says: /GSS Major|credential|certificate|530 /i, kind: 'denied', seen: era },
    {
      says: /Connection refused|Failed to connect|Unable to connect|unknown host|reset by peer/i,
      kind: 'network',
      seen: era,
    },
  ],
  exitCodes: {},
};

/** The size in a listing: the second of three words, or the fifth of nine. */
export function listedSize(stdout: string): number | undefined {
  for (const line of stdout.split('\n')) {
    const words = line.trim().split(/\s+/);
    const size = words.length === 3 ? words[1] : words.length === 9 ? words[4] : undefined;
    if (size !== undefined && /^\d+$/.test(size)) return Number(size);
  }
  return undefined;
}

/** What a server answered to `quote`: the last line's second word. */
export function replyOf(stdout: string): string {
  return stdout.trim().split('\n').at(-1)?.trim().split(/\s+/)[1] ?? '';
}
