import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Checksum, formatChecksum, parseChecksum, sameChecksum } from '../src/checksum.ts';
import { isPilotError } from '../src/pilot-error.ts';
import { cpuTimeMs } from './cpu-time.ts';

const md5 = 'd41d8cd98f00b204e9800998ecf8427e';

describe('parseChecksum', () => {
  it.each<[string, Checksum['algorithm'], string]>([
    ['ad:01020304', 'adler32', '01020304'],
    ['AD:01020304', 'adler32', '01020304'],
    ['adler32:5BDC0FDA', 'adler32', '5bdc0fda'],
    ['5bdc0fda', 'adler32', '5bdc0fda'],
    ['ad:620062', 'adler32', '00620062'],
    ['620062', 'adler32', '00620062'],
    [' ad:1 ', 'adler32', '00000001'],
    [`md:${md5}`, 'md5', md5],
    [`md5:${md5.toUpperCase()}`, 'md5', md5],
    [md5, 'md5', md5],
    ['crc32c:e3069283', 'crc32c', 'e3069283'],
    ['crc32c:0', 'crc32c', '00000000'],
  ])('reads %j', (text, algorithm, value) => {
    expect(parseChecksum(text)).toEqual({ algorithm, value });
  });

  it('is told what bare digits are by a caller who knows', () => {
    expect(parseChecksum('e3069283', 'crc32c')).toEqual({ algorithm: 'crc32c', value: 'e3069283' });
    expect(parseChecksum('ad:1', 'crc32c')).toEqual({ algorithm: 'adler32', value: '00000001' });
  });

  it.each(['', ' ', 'NULL', '0', '00000000', 'ad:0', 'ad:00000000', '0'.repeat(32), `md5:${'0'.repeat(32)}`])(
    'takes %j for no checksum',
    (text) => {
      expect(parseChecksum(text)).toBeUndefined();
    },
  );

  it.each([
    ['ad:'],
    ['ad:012345678'],
    ['ad:xyz'],
    ['md5:1234'],
    ['123456789'],
    ['sha256:1234'],
    ['ad:01020304,05060708'],
    ['0x01020304'],
    ['-1'],
    [`${md5}0`],
    ['null'],
    ['01020304 05'],
  ])('refuses %s', (text) => {
    expect(() => parseChecksum(text)).toThrow(`not a checksum: "${text}"`);
    expect(
      isPilotError(
        thrownBy(() => parseChecksum(text)),
        'CONVERSION_FAILURE',
      ),
    ).toBe(true);
  });

  it('refuses a very long text at once, and shows its beginning', () => {
    const refuse = () =>
      expect(() => parseChecksum(`ad:${'0'.repeat(1_000_000)}`)).toThrow(
        /not a checksum: "ad:0{57}"… \(1000003 characters\)$/,
      );
    expect(cpuTimeMs(refuse)).toBeLessThan(3000);
  });

  it('reads back what formatChecksum writes', () => {
    const checksum = fc.oneof(
      fc.record({ algorithm: fc.constantFrom('adler32', 'crc32c'), value: hex(8) }),
      fc.record({ algorithm: fc.constant('md5'), value: hex(32) }),
    );
    fc.assert(
      fc.property(checksum, (value) => {
        fc.pre(!/^0+$/.test(value.value));
        expect(parseChecksum(formatChecksum(value))).toEqual(value);
      }),
    );
  });
});

describe('formatChecksum', () => {
  it('writes the forms of the job dictionary', () => {
    expect(formatChecksum({ algorithm: 'adler32', value: '00620062' })).toBe('ad:00620062');
    expect(formatChecksum({ algorithm: 'md5', value: md5 })).toBe(`md5:${md5}`);
    expect(formatChecksum({ algorithm: 'crc32c', value: 'e3069283' })).toBe('crc32c:e3069283');
  });
});

describe('sameChecksum', () => {
  const adler: Checksum = { algorithm: 'adler32', value: '00620062' };

  it('is true for equal, false for different values of one algorithm', () => {
    expect(sameChecksum(adler, parseChecksum('620062'))).toBe(true);
    expect(sameChecksum(adler, parseChecksum('620063'))).toBe(false);
  });

  it('gives no answer across algorithms, or when one is missing', () => {
    expect(sameChecksum(adler, { algorithm: 'crc32c', value: '00620062' })).toBe('incomparable');
    expect(sameChecksum(adler, undefined)).toBe('incomparable');
    expect(sameChecksum(undefined, undefined)).toBe('incomparable');
  });
});

function hex(length: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdef')), minLength: length, maxLength: length });
}

function thrownBy(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}
