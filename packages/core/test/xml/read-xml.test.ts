import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPilotError } from '../../src/index.ts';
import { maxXmlLength, readXml } from '../../src/xml/read-xml.ts';

describe('readXml', () => {
  it('gives elements with their attributes, their own text and their lines', () => {
    const root = readXml('<a x="1">\n  one<b>\n<c y="2"/>two</b><![CDATA[<three>]]>\n</a>', 'a file');
    expect(root).toMatchObject({ name: 'a', line: 1, text: '\n  one<three>\n' });
    expect(root.attributes).toEqual(new Map([['x', '1']]));
    expect(root.children[0]).toMatchObject({ name: 'b', line: 2, text: '\ntwo' });
    expect(root.children[0]?.children[0]).toMatchObject({ name: 'c', line: 3, text: '' });
  });

  it.each([
    ['', 1],
    ['no markup', 1],
    ['<a>\n<b></a>', 2],
    ['<a>\n<b x="1&2"/></a>', 2],
    ['<a>\n<b x="a<b"/></a>', 2],
    ['<a>\n\n<b x=1/></a>', 3],
    ['<a>\n<b x="1" x="2"/></a>', 2],
    ['<a>\n<b>&undefined;</b></a>', 2],
    ['\n<a/>trailing', 2],
    ['<a/>\n<b/>', 2],
    ['<a>\n<!-- -- -->\n</a>', 2],
    ['<a>\n<b', 2],
    ['<a>\n<b x="', 2],
    ['<html>\n<br>\n</html>', 2],
  ])('refuses %j at line %i', (text, line) => {
    const error = failure(text);
    expect(error.message).toContain(`a file, line ${line}: `);
    expect(error.details).toEqual({ line });
  });

  it.each([
    ['bomb', '<!DOCTYPE a [\n<!ENTITY a "ha">\n<!ENTITY b "&a;&a;">\n]>\n<a>&b;</a>', 2, 'declares an ENTITY'],
    ['external entity', '<!DOCTYPE a [<!ENTITY p SYSTEM "file:///etc/passwd">]><a>&p;</a>', 1, 'declares an ENTITY'],
    [
      'parameter entity',
      '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://h.example/x.dtd"> %p;]><a/>',
      1,
      'declares an ENTITY',
    ],
    ['default attribute', '<!DOCTYPE a [\n\n<!ATTLIST a x CDATA "1">]><a/>', 3, 'declares an ATTLIST'],
  ])('refuses a document with a %s, used or not', (_kind, text, line, problem) => {
    expect(failure(text).message).toContain(`a file, line ${line}: ${problem}`);
  });

  it('takes the address of a DOCTYPE for a name and reads nothing from there', () => {
    expect(readXml('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', 'a file').text).toBe('');
  });

  it.each([
    '<a x="\u0001"/>',
    '<a x="&#1;"/>',
    '<a>&#0;</a>',
    '<a x="&#10;"/>',
    '<a x="&#xD800;"/>',
    '<a x="\uFFFF"/>',
  ])('refuses the control character of %j', (text) => {
    expect(failure(text).message).toMatch(/line 1: <a> holds U\+[0-9A-F]{4}$/);
  });

  it('refuses what is too long or nested too deep without working on it', () => {
    expect(failure(' '.repeat(maxXmlLength + 1)).message).toContain('is longer than 8388608 characters');
    expect(failure('<a>'.repeat(5000) + '</a>'.repeat(5000)).message).toContain('nested deeper than 32 elements');
  });

  it('reads anything, or says in one error why not', () => {
    const piece = fc.constantFrom(
      '<a>',
      '</a>',
      '<b x="1"/>',
      '<',
      '>',
      '&amp;',
      '&x;',
      '"',
      "'",
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?xml',
      '?>',
      '<!DOCTYPE a',
      ' [',
      ']',
      'xmlns:p="u"',
      '<p:a>',
      '=',
      '/',
      '\n',
      'é',
      '\u0000',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (text) => {
        try {
          readXml(text, 'a file');
        } catch (error) {
          if (!isPilotError(error, 'BAD_XML')) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function failure(text: string) {
  try {
    readXml(text, 'a file');
  } catch (error) {
    if (isPilotError(error, 'BAD_XML')) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
