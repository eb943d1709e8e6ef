import type { ChecksumAlgorithm, PilotErrorName } from '@panda-pilot/core';
import type { MoverErrorKind } from './mover-error.ts';
import type { Direction } from '../engine/staging.ts';

/** What is known of a mover's final answer beside its kind. */
export interface AnswerFacts {
  /** Of a `checksum-mismatch`: md5 has a number of its own; any other algorithm, or none that is known, shares adler32's. */
  readonly algorithm?: ChecksumAlgorithm | undefined;
  /** At which it happened: a URL, or a path on this machine. */
  readonly file?: string | undefined;
}

/** What the server is told when a mover's answer is final. */
export function pilotErrorFor(phase: Direction, kind: MoverErrorKind, facts: AnswerFacts = {}): PilotErrorName {
  if (kind === 'checksum-mismatch' && facts.algorithm === 'md5') return md5Mismatch[phase];
  if (isMountRefusal(kind, facts)) return pilotErrorNames[phase].other;
  return pilotErrorNames[phase][kind];
}

/** What helps, where that is something else than the table of errors says. */
export function hintFor(phase: Direction, kind: MoverErrorKind, facts: AnswerFacts): string | undefined {
  return isMountRefusal(kind, facts) ? mountHints[phase] : undefined;
}

/** A storage that is mounted looks at modes and owners: no credential has been refused. */
function isMountRefusal(kind: MoverErrorKind, { file = '' }: AnswerFacts): boolean {
  return kind === 'denied' && /^(?:file:|\/)/.test(file);
}

const mountHints = {
  'stage-in': 'For the site: let the account that the pilot runs as read the file, or correct the path',
  'stage-out': 'For the site: let the account that the pilot runs as write to that directory, or correct the path',
} as const satisfies Record<Direction, string>;

const md5Mismatch = {
  'stage-in': 'GET_MD5_MISMATCH',
  'stage-out': 'PUT_MD5_MISMATCH',
} as const satisfies Record<Direction, PilotErrorName>;

const pilotErrorNames = {
  'stage-in': {
    'not-found': 'NO_SUCH_FILE',
    exists: 'STAGE_IN_FAILED',
    denied: 'STAGE_IN_AUTHENTICATION_FAILURE',
    'no-space': 'NO_LOCAL_SPACE',
    'read-only': 'STAGE_IN_FAILED',
    'timed-out': 'STAGE_IN_TIMEOUT',
    offline: 'SERVICE_NOT_AVAILABLE',
    network: 'UNREACHABLE_NETWORK',
    'checksum-mismatch': 'GET_AD_MISMATCH',
    'size-mismatch': 'GET_WRONG_SIZE',
    unsupported: 'STAGE_IN_FAILED',
    'tool-missing': 'MIDDLEWARE_IMPORT_FAILURE',
    other: 'STAGE_IN_FAILED',
  },
  'stage-out': {
    'not-found': 'STAGE_OUT_FAILED',
    exists: 'FILE_EXISTS',
    denied: 'STAGE_OUT_AUTHENTICATION_FAILURE',
    'no-space': 'NO_REMOTE_SPACE',
    'read-only': 'STAGE_OUT_FAILED',
    'timed-out': 'STAGE_OUT_TIMEOUT',
    // Not the numbers for a service or a network that is away: this one lets a later pilot store the outputs.
    offline: 'STAGE_OUT_FAILED',
    network: 'STAGE_OUT_FAILED',
    'checksum-mismatch': 'PUT_AD_MISMATCH',
    'size-mismatch': 'PUT_WRONG_SIZE',
    unsupported: 'STAGE_OUT_FAILED',
    'tool-missing': 'MIDDLEWARE_IMPORT_FAILURE',
    other: 'STAGE_OUT_FAILED',
  },
} as const satisfies Record<Direction, Record<MoverErrorKind, PilotErrorName>>;
