import { type Checksum, isPilotError, parseChecksum } from '@panda-pilot/core';
import {
  type CommandOutcome,
  type MoverError,
  type MoverErrorKind,
  type OutcomeRow,
  type OutcomeTable,
  toolError,
  wordsIn,
} from '@panda-pilot/movers-core';

/** What xrdcp prints of a file that it moved. */
export interface PrintedReceipt {
  /** As xrdcp names the file: the local path. */
  readonly place: string;
  readonly bytes: number;
  readonly checksum?: Checksum;
}

/**
 * The lines that xrdcp prints for files that were moved, in the order in which they were done. Zeros that it leaves out on
 * the left of an adler32 are put back (5.5.3 and 2011 alike).
 */
export function receiptsIn({ stdout, stderr }: Output): readonly PrintedReceipt[] {
  return wordsIn(`${stderr}\n${stdout}`).flatMap((line) => {
    const [, algorithm, digits, place, bytes] =
      /^(adler32|md5|crc32c): ([0-9a-f]{1,32}) (\S.*) (\d+)$/.exec(line) ?? [];
    if (algorithm === undefined || place === undefined) return [];
    const checksum = checksumIn(`${algorithm}:${digits}`);
    return [{ place, bytes: Number(bytes), ...(checksum === undefined ? {} : { checksum }) }];
  });
}

/** `adler32:620062` and the like, padded; undefined for what is no checksum. */
export function checksumIn(text: string): Checksum | undefined {
  try {
    return parseChecksum(text);
  } catch (error) {
    if (!isPilotError(error, 'CONVERSION_FAILURE')) throw error;
    return undefined;
  }
}

/** What became of the jobs that failed in a run with several sources: their number in the command line, from 1, and why. */
export function jobFailuresIn({ stderr }: Output): ReadonlyMap<number, string> {
  const found = wordsIn(stderr).map((line) => /^Job #(\d+): (\[(?:ERROR|FATAL)\].*)$/.exec(line));
  return new Map(found.flatMap((match) => (match === null ? [] : [[Number(match[1]), match[2] ?? ''] as const])));
}

/** The lines in which a client says what went wrong, without the words before `[ERROR]`. */
export function complaintsIn({ stderr }: Output): readonly string[] {
  return wordsIn(stderr).flatMap((line) => /\[(?:ERROR|FATAL)\].*$/.exec(line)?.[0] ?? []);
}

export interface Failure {
  readonly tool: string;
  readonly file: string;
  /** The words that are about this file; the client's last complaint when left out. */
  readonly complaint?: string;
}

/** Why a client did not do what it was asked to. */
export function failureOf(outcome: Pick<CommandOutcome, 'ending'> & Output, failure: Failure): MoverError {
  const complaint = failure.complaint ?? complaintsIn(outcome).at(-1);
  return toolError(outcome, { ...failure, complaint: complaint?.replace(/^\[(?:ERROR|FATAL)\] /, '') }, table);
}

type Output = Pick<CommandOutcome, 'stdout' | 'stderr'>;

/** Words that say more than the numbers around them. The first row that fits decides. */
const rows: readonly OutcomeRow[] = [
  { says: /Invalid (?:option|checksum type)/, kind: 'unsupported', seen: 'xrdcp 5.5.3' },
  { says: /checksum not supported|chksum is not supported/i, kind: 'unsupported', seen: 'xrdcp, xrdfs 5.5.3' },
  { says: /CheckSum error/, kind: 'checksum-mismatch', seen: 'xrdcp 5.5.3' },
  { says: /Received corrupted data/, kind: 'checksum-mismatch', seen: 'xrdcp 5.5.3, a page damaged on its way' },
  { says: /no space left on device|disk quota exceeded/i, kind: 'no-space', seen: 'xrdcp 5.5.3' },
  { says: /read-only file system/i, kind: 'read-only', seen: 'xrdcp 5.5.3' },
  { says: /permission denied/i, kind: 'denied', seen: 'xrdcp, xrdfs 5.5.3' },
  { says: /Auth failed|No protocols left to try/i, kind: 'denied', seen: 'xrdcp 5.5.3 with GSI' },
  // Before "file exists": a directory is in the way, and always will be.
  { says: /is a directory|target is not a directory/i, kind: 'unsupported', seen: 'xrdcp, xrdfs 5.5.3' },
  { says: /file exists/i, kind: 'exists', seen: 'xrdcp 5.5.3' },
  { says: /no such file or directory/i, kind: 'not-found', seen: 'xrdcp, xrdfs 5.5.3, xrdcp of 2011' },
  { says: /Operation expired/, kind: 'timed-out', seen: 'xrdcp 5.5.3, server stopped' },
  { says: /Initialization error/, kind: 'network', seen: 'xrdcp 5.5.3, server killed in the middle' },
  // Servers of 5.5 now and then drop a connection just after its TLS handshake (xrootd/xrootd#1952), and the clients take what TLS
  // says for final, so they do not connect again by themselves.
  { says: /TLS error: connection reset by peer/i, kind: 'network', momentary: true, seen: 'xrdcp 5.5.3 with GSI' },
  { says: /Connection error|Invalid address|Socket (?:timeout|error)|TLS error/, kind: 'network', seen: 'xrdcp 5.5.3' },
];

/** Error numbers of the protocol (XProtocol.hh), which every server uses whatever its words are. */
const serverCodes: Readonly<Record<number, MoverErrorKind>> = {
  3000: 'unsupported',
  3002: 'unsupported',
  3006: 'unsupported',
  3009: 'no-space',
  3010: 'denied',
  3011: 'not-found',
  3013: 'unsupported',
  3014: 'offline',
  3015: 'unsupported',
  3016: 'unsupported',
  3018: 'exists',
  3019: 'checksum-mismatch',
  3021: 'no-space',
  3024: 'offline',
  3025: 'read-only',
  3028: 'denied',
  3029: 'not-found',
  3030: 'denied',
  3034: 'timed-out',
};

/** Exit codes of the clients (XrdCl::Status::GetShellCode) that mean one thing. */
const exitCodes: Readonly<Record<number, MoverErrorKind>> = {
  22: 'unsupported',
  51: 'network',
  53: 'checksum-mismatch',
};

/** What the clients say, and what it means. */
export const table: OutcomeTable = {
  rows,
  exitCodes,
  byNumber: (complaint) => serverCodes[Number(/\[(3\d\d\d)\]/.exec(complaint)?.[1])],
};
