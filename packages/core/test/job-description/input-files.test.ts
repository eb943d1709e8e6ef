import { describe, expect, it } from 'vitest';
import type { PilotErrorName } from '../../src/pilot-errors.ts';
import { jobWith, refusalOf } from './wire-jobs.ts';

describe('the inputs of a job', () => {
  it('have no value in a list that says nothing', () => {
    expect(jobWith({ inFiles: 'a,b', fsize: 'NULL', checksum: '', GUID: null }).inputs).toEqual([
      { lfn: 'a' },
      { lfn: 'b' },
    ]);
  });

  it('have no size and no checksum where the server knows none', () => {
    const { inputs } = jobWith({ inFiles: 'a,b,c,d', fsize: '0,NULL,,7', checksum: 'NULL,0,ad:00000000,' });
    expect(inputs).toEqual([{ lfn: 'a' }, { lfn: 'b' }, { lfn: 'c' }, { lfn: 'd', sizeBytes: 7 }]);
  });

  it('of a single file may come as numbers', () => {
    expect(jobWith({ inFiles: 'a', fsize: 12 }).inputs).toEqual([{ lfn: 'a', sizeBytes: 12 }]);
  });

  it.each<[Record<string, unknown>, PilotErrorName, string]>([
    [{ inFiles: 'a,b', fsize: '1,2,3' }, 'NOT_SAME_LENGTH', 'fsize: 3 values for 2 files in inFiles: "1,2,3"'],
    [{ inFiles: 'a,b', GUID: 'G' }, 'NOT_SAME_LENGTH', 'GUID: 1 value for 2 files in inFiles: "G"'],
    [{ inFiles: 'a', scopeIn: 's,NULL' }, 'NOT_SAME_LENGTH', 'scopeIn: 2 values for 1 file in inFiles: "s,NULL"'],
    [{ checksum: 'ad:1' }, 'NOT_SAME_LENGTH', 'checksum: 1 value for 0 files in inFiles: "ad:1"'],
    [{ inFiles: 'a,b', fsize: '1,2e3' }, 'CONVERSION_FAILURE', 'fsize: not a size in bytes, for "b": "2e3"'],
    [{ inFiles: 'a', fsize: '-1' }, 'CONVERSION_FAILURE', 'fsize: not a size in bytes, for "a": "-1"'],
    [{ inFiles: 'a', fsize: 1.5 }, 'CONVERSION_FAILURE', 'fsize: not a size in bytes, for "a": "1.5"'],
    [
      { inFiles: 'a', fsize: '9007199254740993' },
      'CONVERSION_FAILURE',
      'fsize: not a size in bytes, for "a": "9007199254740993"',
    ],
    [{ inFiles: 'a', checksum: 'ad:xyz' }, 'CONVERSION_FAILURE', 'checksum: not a checksum, for "a": "ad:xyz"'],
    [{ inFiles: 'a,a' }, 'CONVERSION_FAILURE', 'inFiles: file 2 is there twice: "a"'],
    [{ inFiles: 'a,,b' }, 'CONVERSION_FAILURE', 'inFiles: file 2 is empty or NULL: "a,NULL,b"'],
    [{ inFiles: 'a,NULL' }, 'CONVERSION_FAILURE', 'inFiles: file 2 is empty or NULL: "a,NULL"'],
    [{ inFiles: '../a' }, 'CONVERSION_FAILURE', 'inFiles: file 1 has a "/": "../a"'],
    [{ inFiles: '-rf' }, 'CONVERSION_FAILURE', 'inFiles: file 1 begins with "-": "-rf"'],
    [
      { inFiles: 'a\0b' },
      'CONVERSION_FAILURE',
      String.raw`inFiles: file 1 has a control character or half a character: "a\u0000b"`,
    ],
    [{ inFiles: 'a'.repeat(256) }, 'LFN_TOO_LONG', 'inFiles: file 1 has over 255 bytes: "aaa'],
  ])('are refused: %j', (fields, name, message) => {
    const error = refusalOf(fields);
    expect(error.message).toContain(message);
    expect(error.errorName).toBe(name);
  });
});
