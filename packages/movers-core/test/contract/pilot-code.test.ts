import { PilotErrors } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { type Direction, type MoverErrorKind, pilotErrorFor } from '../../src/index.ts';

const kinds = [
  'not-found',
  'exists',
  'denied',
  'no-space',
  'read-only',
  'timed-out',
  'offline',
  'network',
  'checksum-mismatch',
  'size-mismatch',
  'unsupported',
  'tool-missing',
  'other',
] as const satisfies readonly MoverErrorKind[];

function numbers(direction: Direction): Record<string, string> {
  return Object.fromEntries(
    kinds.map((kind) => {
      const name = pilotErrorFor(direction, kind);
      return [kind, `${PilotErrors[name].code} ${name}`];
    }),
  );
}

describe('pilotErrorFor', () => {
  it('has a number for everything that can happen at stage-in', () => {
    expect(numbers('stage-in')).toMatchInlineSnapshot(`
      {
        "checksum-mismatch": "1171 GET_AD_MISMATCH",
        "denied": "1338 STAGE_IN_AUTHENTICATION_FAILURE",
        "exists": "1099 STAGE_IN_FAILED",
        "network": "1327 UNREACHABLE_NETWORK",
        "no-space": "1098 NO_LOCAL_SPACE",
        "not-found": "1103 NO_SUCH_FILE",
        "offline": "1324 SERVICE_NOT_AVAILABLE",
        "other": "1099 STAGE_IN_FAILED",
        "read-only": "1099 STAGE_IN_FAILED",
        "size-mismatch": "1175 GET_WRONG_SIZE",
        "timed-out": "1151 STAGE_IN_TIMEOUT",
        "tool-missing": "1342 MIDDLEWARE_IMPORT_FAILURE",
        "unsupported": "1099 STAGE_IN_FAILED",
      }
    `);
  });

  it('has a number for everything that can happen at stage-out', () => {
    expect(numbers('stage-out')).toMatchInlineSnapshot(`
      {
        "checksum-mismatch": "1172 PUT_AD_MISMATCH",
        "denied": "1383 STAGE_OUT_AUTHENTICATION_FAILURE",
        "exists": "1221 FILE_EXISTS",
        "network": "1137 STAGE_OUT_FAILED",
        "no-space": "1333 NO_REMOTE_SPACE",
        "not-found": "1137 STAGE_OUT_FAILED",
        "offline": "1137 STAGE_OUT_FAILED",
        "other": "1137 STAGE_OUT_FAILED",
        "read-only": "1137 STAGE_OUT_FAILED",
        "size-mismatch": "1139 PUT_WRONG_SIZE",
        "timed-out": "1152 STAGE_OUT_TIMEOUT",
        "tool-missing": "1342 MIDDLEWARE_IMPORT_FAILURE",
        "unsupported": "1137 STAGE_OUT_FAILED",
      }
    `);
  });

  it('tells md5 from the other checksums', () => {
    expect(pilotErrorFor('stage-in', 'checksum-mismatch', { algorithm: 'md5' })).toBe('GET_MD5_MISMATCH');
    expect(pilotErrorFor('stage-out', 'checksum-mismatch', { algorithm: 'md5' })).toBe('PUT_MD5_MISMATCH');
    expect(pilotErrorFor('stage-in', 'checksum-mismatch', { algorithm: 'crc32c' })).toBe('GET_AD_MISMATCH');
    expect(pilotErrorFor('stage-in', 'network', { algorithm: 'md5' })).toBe('UNREACHABLE_NETWORK');
  });

  it('knows that a mounted storage refuses accounts, and no credentials', () => {
    for (const file of ['/pnfs/file', 'file:///pnfs/file']) {
      expect(pilotErrorFor('stage-in', 'denied', { file })).toBe('STAGE_IN_FAILED');
      expect(pilotErrorFor('stage-out', 'denied', { file })).toBe('STAGE_OUT_FAILED');
      expect(pilotErrorFor('stage-out', 'no-space', { file })).toBe('NO_REMOTE_SPACE');
    }
    const file = 'root://host//pnfs/file';
    expect(pilotErrorFor('stage-out', 'denied', { file })).toBe('STAGE_OUT_AUTHENTICATION_FAILURE');
  });
});
