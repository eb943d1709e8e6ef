import { describe, expect, it } from 'vitest';
import { writeXml, xmlHeader } from '../../src/xml/write-xml.ts';

describe('writeXml', () => {
  it('puts each element on a line of its own', () => {
    const inner = { name: 'c', attributes: { y: '2', x: '1' } };
    expect(
      writeXml(
        {
          name: 'a',
          children: [
            { name: 'b', children: [inner, inner] },
            { name: 't', text: 'x < y' },
          ],
        },
        'it',
      ),
    ).toBe('<a>\n  <b>\n    <c y="2" x="1"/>\n    <c y="2" x="1"/>\n  </b>\n  <t>x &lt; y</t>\n</a>\n');
  });

  it('names the place of a character that it cannot write', () => {
    expect(() => writeXml({ name: 'a', children: [{ name: 'b', attributes: { c: 'x\u0000' } }] }, 'it')).toThrow(
      'it: b c "x\\u0000" holds U+0000',
    );
    expect(() => writeXml({ name: 'a', text: '\u001B[31m' }, 'it')).toThrow('it: a "\\u001b[31m" holds U+001B');
  });
});

describe('xmlHeader', () => {
  it('is declaration, comment and DOCTYPE', () => {
    expect(xmlHeader('Edited By POOL')).toBe(
      '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n<!-- Edited By POOL -->\n<!DOCTYPE POOLFILECATALOG SYSTEM "InMemory">\n',
    );
  });
});
