import { describe, expect, it } from 'vitest';
import { bytesOf, childrenOf, contentsOf, readDer } from '../../src/der/der-element.ts';
import { DerError } from '../../src/der/der-error.ts';

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('readDer', () => {
  it('finds identifier and contents', () => {
    const element = readDer(bytes('04 03 010203'));
    expect(element.tag).toBe(0x04);
    expect([...contentsOf(element)]).toEqual([1, 2, 3]);
    expect([...bytesOf(element)]).toEqual([4, 3, 1, 2, 3]);
  });

  it('reads lengths of one, two and three bytes', () => {
    expect(contentsOf(readDer(Buffer.concat([bytes('0481 80'), Buffer.alloc(128)])))).toHaveLength(128);
    expect(contentsOf(readDer(Buffer.concat([bytes('0482 0100'), Buffer.alloc(256)])))).toHaveLength(256);
    expect(contentsOf(readDer(Buffer.concat([bytes('0483 010000'), Buffer.alloc(65536)])))).toHaveLength(65536);
  });

  it.each([
    ['nothing', '', 'the bytes end within an element (byte 0)'],
    ['an identifier alone', '30', 'the bytes end within an element (byte 1)'],
    ['a length that is cut', '3082 01', 'the bytes end within an element (byte 3)'],
    ['fewer bytes than the length says', '0403 0102', 'an element is longer than what holds it (byte 0)'],
    ['more bytes than the length says', '0401 0102', 'there are bytes after the end (byte 3)'],
    ['an indefinite length', '3080 0000', 'a length is indefinite (byte 1)'],
    ['a length in five bytes', '0485 0000000001 00', 'a length has more than 4 bytes (byte 1)'],
    ['a length of 4 GB', '0484 ffffffff 00', 'an element is longer than what holds it (byte 0)'],
    ['a length with a leading zero', `0482 0080 ${'00'.repeat(128)}`, 'shortest form (byte 1)'],
    ['a long form for a short length', '0481 01 00', 'shortest form (byte 1)'],
    ['a tag of two bytes', '1f8101 00', 'a tag has more than one byte (byte 0)'],
  ])('refuses %s', (_, hex, sentence) => {
    expect(() => readDer(bytes(hex))).toThrow(DerError);
    expect(() => readDer(bytes(hex))).toThrow(sentence);
  });
});

describe('childrenOf', () => {
  it('gives the parts of a constructed element in order', () => {
    expect(childrenOf(readDer(bytes('3006 020101 020102'))).map(({ tag, start }) => [tag, start])).toEqual([
      [2, 2],
      [2, 5],
    ]);
  });

  it('refuses a simple element', () => {
    expect(() => childrenOf(readDer(bytes('0400')))).toThrow('an element has no parts');
  });

  it('refuses a part that reaches beyond the whole', () => {
    expect(() => childrenOf(readDer(bytes('3004 0203 0101')))).toThrow(
      'an element is longer than what holds it (byte 2)',
    );
  });

  it('takes no longer for bytes that are nested deeply', () => {
    let nested = Buffer.alloc(0);
    for (let depth = 0; depth < 2000; depth++) {
      const length = nested.length < 128 ? [nested.length] : [0x82, nested.length >> 8, nested.length & 0xff];
      const fits = nested.length < 128 || nested.length >= 256;
      nested = Buffer.concat([Buffer.from([0x30, ...(fits ? length : [0x81, nested.length])]), nested]);
    }
    expect(childrenOf(readDer(nested))).toHaveLength(1);
  });
});
