import { describe, expect, it } from 'vitest';
import { digestIn, wantDigest } from '../../src/dav/digest-header.ts';

describe('the checksum in an answer', () => {
  it.each([
    ['digest', 'adler32=34bdf293', 'adler32', '34bdf293'],
    ['digest', 'adler32=BDF293', 'adler32', '00bdf293'],
    ['digest', 'ADLER32=00000001', 'adler32', '00000001'],
    ['digest', 'md5=k57lWjaHLLQiLgnM7WKntQ==, adler32=34bdf293', 'adler32', '34bdf293'],
    ['digest', 'md5=k57lWjaHLLQiLgnM7WKntQ==', 'md5', '939ee55a36872cb4222e09cced62a7b5'],
    ['digest', 'md5=939EE55A36872CB4222E09CCED62A7B5', 'md5', '939ee55a36872cb4222e09cced62a7b5'],
    ['repr-digest', 'adler=:NL3ykw==:', 'adler32', '34bdf293'],
    ['repr-digest', 'md5=:k57lWjaHLLQiLgnM7WKntQ==:', 'md5', '939ee55a36872cb4222e09cced62a7b5'],
    ['repr-digest', 'sha-256=:AAAA:, crc32c=:NL3ykw==:', 'crc32c', '34bdf293'],
  ] as const)('%s: %s', (header, value, algorithm, expected) => {
    expect(digestIn({ [header]: value }, algorithm)).toEqual({ algorithm, value: expected });
  });

  it.each([
    ['adler32=', 'adler32'],
    ['adler32=00000000', 'adler32'],
    ['adler32=34bdf293', 'md5'],
    ['adler32=34bdf29334bdf293', 'adler32'],
    ['md5=34bdf293', 'md5'],
    ['md5=not a digest', 'md5'],
    ['adler32', 'adler32'],
    ['', 'adler32'],
  ] as const)('%s says nothing of %s', (value, algorithm) => {
    expect(digestIn({ digest: value }, algorithm)).toBeUndefined();
  });

  it('is asked for in the words of both standards', () => {
    expect(wantDigest('adler32')).toEqual({ 'want-digest': 'adler32', 'want-repr-digest': 'adler=10' });
  });
});
