import { describe, expect, it } from 'vitest';
import { readDer } from '../../src/der/der-element.ts';
import { encodeDer } from '../../src/der/encode-der.ts';
import { addsCommonName, lastCommonName, sameName } from '../../src/x509/canonical-name.ts';
import { distinguishedName, sameDn } from '../../src/x509/name-text.ts';
import { type Name, parseName } from '../../src/x509/name.ts';

const oids: Record<string, string> = { CN: '550403', O: '55040a', DC: '0992268993f22c640119', odd: '2a0304' };

/** An attribute: type, identifier octet of the value, value. */
type Attribute = readonly [string, number, string | Buffer];

function attribute([type, tag, value]: Attribute): Buffer {
  const oid = encodeDer(0x06, Buffer.from(oids[type] ?? '', 'hex'));
  return encodeDer(0x30, oid, encodeDer(tag, typeof value === 'string' ? Buffer.from(value) : value));
}

function name(...relative: readonly (Attribute | readonly Attribute[])[]): Name {
  const sets = relative.map((one) =>
    encodeDer(0x31, ...(Array.isArray(one[0]) ? (one as readonly Attribute[]) : [one as Attribute]).map(attribute)),
  );
  return parseName(readDer(encodeDer(0x30, ...sets)));
}

const utf8 = 0x0c;
const printable = 0x13;
const bmp = 0x1e;

it.each([
  ['/C=CH/Email=a@b.c', '/C=CH/emailAddress=a@b.c', true],
  ['/C=CH/E=a@b.c', '/C=CH/emailAddress=a@b.c', true],
  ['/USERID=jane', '/UID=jane', true],
  ['/CN=Jürgen', String.raw`/CN=J\xc3\xBCrgen`, true],
  ['/CN=Jane', '/CN=jane', false],
  ['/CN=E=x', '/CN=emailAddress=x', false],
  ['/CN=Jane/CN=1', '/CN=Jane', false],
])('%s and %s are one name: %s', (one, other, expected) => {
  expect(sameDn(one, other)).toBe(expected);
});

describe('distinguishedName', () => {
  it.each<[string, Name, string, string]>([
    ['a plain name', name(['DC', 0x16, 'ch'], ['CN', utf8, 'Jane']), '/DC=ch/CN=Jane', 'CN=Jane,DC=ch'],
    ['umlauts', name(['CN', utf8, 'Jürgen']), String.raw`/CN=J\xC3\xBCrgen`, 'CN=Jürgen'],
    ['Latin-1', name(['CN', 0x14, Buffer.from('Jürgen', 'latin1')]), String.raw`/CN=J\xFCrgen`, 'CN=Jürgen'],
    ['wide characters', name(['CN', bmp, Buffer.from('004a00fc', 'hex')]), String.raw`/CN=\x00J\x00\xFC`, 'CN=Jü'],
    [
      'characters with a meaning',
      name(['O', utf8, ' a,b+"c"\\<d>;= ']),
      String.raw`/O= a,b+"c"\<d>;= `,
      String.raw`O=\ a\,b\+\"c\"\\\<d\>\;=\ `,
    ],
    ['a number sign in front', name(['CN', utf8, '#1']), '/CN=#1', String.raw`CN=\#1`],
    ['control characters', name(['CN', utf8, 'a\u001b\nb']), String.raw`/CN=a\x1B\x0Ab`, String.raw`CN=a\1B\0Ab`],
    ['slashes and parentheses', name(['CN', utf8, 'host/a(b)']), '/CN=host/a(b)', 'CN=host/a(b)'],
    ['an unknown attribute', name(['odd', utf8, 'x']), '/1.2.3.4=x', '1.2.3.4=#0C0178'],
    [
      'two attributes at once',
      name([
        ['CN', utf8, 'a'],
        ['O', utf8, 'b'],
      ]),
      '/CN=a+O=b',
      'O=b+CN=a',
    ],
    ['nothing', name(), '', ''],
  ])('writes %s', (_, given, slash, rfc2253) => {
    expect(distinguishedName(given)).toEqual({ slash, rfc2253 });
  });
});

describe('parseName', () => {
  it.each<[string, () => unknown]>([
    ['text that is not UTF-8', () => name(['CN', utf8, Buffer.from([0xff])])],
    ['wide characters that are cut', () => name(['CN', bmp, Buffer.from([0])])],
    ['a character beyond Unicode', () => name(['CN', 0x1c, Buffer.from('00110000', 'hex')])],
    ['a relative name of nothing', () => parseName(readDer(Buffer.from('30023100', 'hex')))],
    ['hundreds of relative names', () => name(...Array.from({ length: 65 }, (): Attribute => ['CN', utf8, 'a']))],
  ])('refuses %s', (_, read) => {
    expect(read).toThrow(/UTF-8|cut|out of range|empty or too long|too long/);
  });
});

describe('sameName', () => {
  const jane = name(['O', utf8, 'CERN'], ['CN', utf8, 'Jane Doe']);

  it('cares for neither case, blanks nor kind of string', () => {
    expect(sameName(jane, name(['O', printable, 'cern'], ['CN', printable, ' JANE \t  doe ']))).toBe(true);
    expect(sameName(jane, name(['O', utf8, 'CERN'], ['CN', utf8, 'JaneDoe']))).toBe(false);
    expect(sameName(jane, name(['CN', utf8, 'Jane Doe'], ['O', utf8, 'CERN']))).toBe(false);
    expect(sameName(jane, name(['O', utf8, 'CERN']))).toBe(false);
  });

  it('cares for the case of letters that are not ASCII', () => {
    expect(sameName(name(['CN', utf8, 'Ü']), name(['CN', utf8, 'ü']))).toBe(false);
  });

  it('cares not for the order of attributes at once', () => {
    const [a, b]: [Attribute, Attribute] = [
      ['CN', utf8, 'a'],
      ['O', utf8, 'b'],
    ];
    expect(sameName(name([a, b]), name([b, a]))).toBe(true);
  });
});

describe('addsCommonName', () => {
  const base = name(['CN', utf8, 'Jane']);

  it('wants one relative name more, which is one common name', () => {
    expect(addsCommonName(name(['CN', utf8, 'Jane'], ['CN', printable, '1']), base)).toBe(true);
    expect(addsCommonName(name(['CN', utf8, 'Jane'], ['O', printable, '1']), base)).toBe(false);
    expect(addsCommonName(base, base)).toBe(false);
    expect(
      addsCommonName(
        name(
          ['CN', utf8, 'Jane'],
          [
            ['CN', printable, '1'],
            ['O', utf8, 'x'],
          ],
        ),
        base,
      ),
    ).toBe(false);
  });
});

describe('lastCommonName', () => {
  it('is the last relative name, if that is a common name', () => {
    expect(lastCommonName(name(['O', utf8, 'x'], ['CN', utf8, 'proxy']))).toBe('proxy');
    expect(lastCommonName(name(['CN', utf8, 'proxy'], ['O', utf8, 'x']))).toBeUndefined();
    expect(lastCommonName(name())).toBeUndefined();
  });
});
