import {
  type CommandOutcome,
  endedWell,
  type MoverError,
  type OutcomeTable,
  toolError,
  wordsIn,
} from '@panda-pilot/movers-core';

/**
 * Whether dccp has copied. Versions of 2011 end well over a file that was never opened, and say so; 2.47.14 ends with 255
 * for every failure.
 */
export function hasCopied(outcome: CommandOutcome): boolean {
  const { stdout, stderr } = outcome;
  if (!endedWell(outcome)) return false;
  return !/Failed open file in the dCache|System error:|Failed to create a control line/.test(`${stdout}${stderr}`);
}

/** Bytes that dccp says it has copied; undefined where it does not say. */
export function bytesIn({ stdout, stderr }: CommandOutcome): number | undefined {
  const [, bytes] = /^(\d+) bytes\b.*? in /m.exec(`${stderr}\n${stdout}`) ?? [];
  return bytes === undefined ? undefined : Number(bytes);
}

/** Why dccp has not copied. */
export function dccpError(
  outcome: CommandOutcome,
  { tool, file }: { readonly tool: string; readonly file: string },
): MoverError {
  const complaint = wordsIn(`${outcome.stderr}\n${outcome.stdout}`).join('; ');
  return toolError(
    outcome,
    { tool, file, ...(complaint === '' ? {} : { complaint: complaint.slice(-500) }) },
    dccpOutcomes,
  );
}

/** All lines are looked at at once: dccp says what it was about in one, and why in another. */
const dccpOutcomes: OutcomeTable = {
  rows: [
    // Files are written once: there is one already, and a file of no bytes cannot be written over either.
    { says: /File is readOnly/i, kind: 'exists', seen: 'dccp of 2011' },
    { says: /^SIGPIPE/, kind: 'exists', seen: 'dccp of 2011, a file of no bytes was there' },
    { says: /File exists/i, kind: 'exists', seen: 'dccp 2.47.14' },
    { says: /No space left on device|No space available/i, kind: 'no-space', seen: 'dccp 2.47.14' },
    { says: /Permission denied|Authentication failed/i, kind: 'denied', seen: 'dccp 2.47.14, 2011' },
    { says: /Read-only file system/i, kind: 'read-only', seen: 'dccp 2.47.14' },
    { says: /Is a directory|Not Pnfs file system; System error: Invalid/i, kind: 'unsupported', seen: 'dccp 2.47.14' },
    {
      says: /Connection refused|No route to host|Unable to connect|Connection reset/i,
      kind: 'network',
      seen: 'dccp 2.47.14',
    },
    { says: /timed out|Timeout/i, kind: 'timed-out', seen: 'dccp 2.47.14' },
    { says: /No such file or directory|Invalid file name/i, kind: 'not-found', seen: 'dccp 2.47.14' },
    {
      says: /Failed to create a control line|Failed open file in the dCache/,
      kind: 'network',
      seen: 'dccp 2.47.14, 2011',
    },
  ],
  exitCodes: {},
};
