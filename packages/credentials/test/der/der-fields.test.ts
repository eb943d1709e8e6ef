import { describe, expect, it } from 'vitest';
import { readDer, tags } from '../../src/der/der-element.ts';
import { DerFields, onlyPart } from '../../src/der/der-fields.ts';

const fields = (hex: string): DerFields =>
  new DerFields(readDer(Buffer.from(hex.replaceAll(' ', ''), 'hex')), tags.sequence, 'a thing');

describe('DerFields', () => {
  it('gives part after part, and those that may be missing only if they are there', () => {
    const thing = fields('3008 0101ff 020101 0500');
    expect(thing.takeIf(tags.integer)).toBeUndefined();
    expect(thing.takeIf(tags.null, tags.boolean)?.tag).toBe(tags.boolean);
    expect(thing.take(tags.integer).tag).toBe(tags.integer);
    expect(thing.rest()).toHaveLength(1);
    expect(() => thing.finish()).not.toThrow();
  });

  it('says what is wrong, and where', () => {
    expect(() => fields('0400')).toThrow('a thing has the tag 0x04 instead of 0x30 (byte 0)');
    expect(() => fields('3000').take()).toThrow('a thing ends too early (byte 2)');
    expect(() => fields('3003 020101').take(tags.oid)).toThrow('a part of a thing has the tag 0x02 instead of 0x06');
    expect(() => fields('3003 020101').finish()).toThrow('a thing has a part too many (byte 2)');
  });
});

describe('onlyPart', () => {
  it('opens an explicit tag, and refuses two parts or none', () => {
    const tagged = (hex: string): number => onlyPart(readDer(Buffer.from(hex, 'hex')), 0xa0, 'a tag').tag;
    expect(tagged('a003020101')).toBe(2);
    expect(() => tagged('a006020101020101')).toThrow('a tag has a part too many');
    expect(() => tagged('a000')).toThrow('a tag ends too early');
  });
});
