import { describe, expect, it } from 'vitest';
import { type DerElement, readDer } from '../../src/der/der-element.ts';
import { DerError } from '../../src/der/der-error.ts';
import { bitsOf, booleanOf, octetsOf, oidOf, serialOf, smallIntegerOf, timeOf } from '../../src/der/der-values.ts';

const element = (hex: string): DerElement => readDer(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const text = (tag: string, value: string): DerElement =>
  element(`${tag}${value.length.toString(16).padStart(2, '0')}${Buffer.from(value).toString('hex')}`);

describe('the value of', () => {
  it('a BOOLEAN', () => {
    expect([booleanOf(element('0101ff')), booleanOf(element('010100'))]).toEqual([true, false]);
  });

  it('an INTEGER', () => {
    expect(smallIntegerOf(element('0201 00'))).toBe(0);
    expect(smallIntegerOf(element('0202 0080'))).toBe(128);
    expect(smallIntegerOf(element('0204 7fffffff'))).toBe(0x7fffffff);
    expect(serialOf(element('0209 00ffffffffffffffff'))).toBe('00ffffffffffffffff');
  });

  it.each([
    ['1.2.840.113549.1.1.11', '0609 2a864886f70d01010b'],
    ['2.5.29.15', '0603 551d0f'],
    ['0.9.2342.19200300.100.1.25', '060a 0992268993f22c640119'],
    ['2.999.1', '0603 883701'],
    ['2.25.340282366920938463463374607431768211455', '0614 69 83ffffffffffffffffffffffffffffffffff7f'],
  ])('an OBJECT IDENTIFIER: %s', (dotted, hex) => {
    expect(oidOf(element(hex))).toBe(dotted);
  });

  it('a BIT STRING and an OCTET STRING', () => {
    expect([...bitsOf(element('0302 0780'))]).toEqual([0x80]);
    expect([...bitsOf(element('0301 00'))]).toEqual([]);
    expect([...octetsOf(element('0401 07'))]).toEqual([7]);
  });

  it('a time', () => {
    expect(timeOf(text('17', '491231235959Z'))).toEqual(new Date('2049-12-31T23:59:59Z'));
    expect(timeOf(text('17', '500101000000Z'))).toEqual(new Date('1950-01-01T00:00:00Z'));
    expect(timeOf(text('18', '20240229120000Z'))).toEqual(new Date('2024-02-29T12:00:00Z'));
    expect(timeOf(text('18', '99991231235959Z'))).toEqual(new Date('9999-12-31T23:59:59Z'));
  });
});

describe('what is not in its one form is refused:', () => {
  it.each<[string, () => unknown]>([
    ['a BOOLEAN of 1', () => booleanOf(element('010101'))],
    ['a BOOLEAN of two bytes', () => booleanOf(element('0102ffff'))],
    ['a BOOLEAN that is an INTEGER', () => booleanOf(element('0201ff'))],
    ['an INTEGER without bytes', () => serialOf(element('0200'))],
    ['an INTEGER with a leading zero', () => serialOf(element('0202 0001'))],
    ['an INTEGER with leading ones', () => serialOf(element('0202 ff80'))],
    ['a serial number of 65 bytes', () => serialOf(element(`0241 ${'01'.repeat(65)}`))],
    ['a small INTEGER that is negative', () => smallIntegerOf(element('0201 ff'))],
    ['a small INTEGER that is not small', () => smallIntegerOf(element('0205 0100000000'))],
    ['an OBJECT IDENTIFIER without bytes', () => oidOf(element('0600'))],
    ['an OBJECT IDENTIFIER that ends within a number', () => oidOf(element('0602 2a86'))],
    ['an OBJECT IDENTIFIER with a leading zero', () => oidOf(element('0603 2a8001'))],
    ['an OBJECT IDENTIFIER of 65 bytes', () => oidOf(element(`0641 ${'01'.repeat(65)}`))],
    ['a BIT STRING without its first byte', () => bitsOf(element('0300'))],
    ['a BIT STRING with eight unused bits', () => bitsOf(element('0302 0800'))],
    ['a BIT STRING with unused bits of nothing', () => bitsOf(element('0301 01'))],
    ['a BIT STRING with unused bits that are set', () => bitsOf(element('0302 0781'))],
    ['a time without seconds', () => timeOf(text('17', '2601010000Z'))],
    ['a time with a zone', () => timeOf(text('17', '260101000000+0100'))],
    ['a time with a fraction', () => timeOf(text('18', '20260101000000.5Z'))],
    ['the 30th of February', () => timeOf(text('18', '20260230000000Z'))],
    ['the 13th month', () => timeOf(text('18', '20261301000000Z'))],
    ['an hour of 24', () => timeOf(text('18', '20260101240000Z'))],
    ['a time that is an INTEGER', () => timeOf(text('02', '20260101000000Z'))],
  ])('%s', (_, read) => {
    expect(read).toThrow(DerError);
  });
});
