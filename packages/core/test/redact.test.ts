import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact } from '../src/index.ts';
import { cpuTimeMs } from './cpu-time.ts';

const JWT = 'eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYTEifQ.eyJzdWIiOiJwaWxvdCIsImV4cCI6MX0.c2lnbmF0dXJl-_x';

describe('redact hides', () => {
  test.each([
    ['the user part of a URL', 'get https://joe:pw@h:443/p', 'get https://[redacted]@h:443/p'],
    ['a user without a password', 'root://joe@h//p', 'root://[redacted]@h//p'],
    ['a user part with an @', 'ftp://a@b.c:pw@h/p?x=@', 'ftp://[redacted]@h/p?x=@'],
    [
      'an S3 signature',
      'https://b.s3/o?X-Amz-Credential=AK/1&X-Amz-Expires=60&X-Amz-Signature=ab12',
      'https://b.s3/o?X-Amz-Credential=[redacted]&X-Amz-Expires=60&X-Amz-Signature=[redacted]',
    ],
    ['a token in a query', 'davs://h/p?token=abc/d+e==&n=1', 'davs://h/p?token=[redacted]&n=1'],
    ['an Azure signature', 'https://h/c?se=2026&sig=a%2Fb%3D', 'https://h/c?se=2026&sig=[redacted]'],
    ['an XRootD authorisation', 'root://h//p?authz=Bearer%20abc&x=y', 'root://h//p?authz=[redacted]&x=y'],
    ['a capability of EOS', 'root://h//p?cap.sym=ab&cap.msg=cd', 'root://h//p?cap.sym=[redacted]&cap.msg=[redacted]'],
    ['a password in a URL fragment of options', '--password=hunter2 -v', '--password=[redacted] -v'],
    ['a rule of sudo without a password', 'pilot ALL=(payload1) NOPASSWD: ALL', 'pilot ALL=(payload1) NOPASSWD: ALL'],
    ['a quoted password', `password = "a b" next`, `password = "[redacted]" next`],
    ['a password in JSON', '{"password":"a b","user":"joe"}', '{"password":"[redacted]","user":"joe"}'],
    [
      'the key of a token in JSON',
      '{"token_key": "k/1+2", "client_name": "c"}',
      '{"token_key": "[redacted]", "client_name": "c"}',
    ],
    [
      'the key of a token in a query',
      '/creds/get_access_token?token_key=k1&x=y',
      '/creds/get_access_token?token_key=[redacted]&x=y',
    ],
    [
      'a token in JSON that was quoted again',
      String.raw`"{\"access_token\": \"abc\", \"n\": 1}"`,
      String.raw`"{\"access_token\": \"[redacted]\", \"n\": 1}"`,
    ],
    [
      'an environment variable',
      'BEARER_TOKEN=abc BEARER_TOKEN_FILE=/t',
      'BEARER_TOKEN=[redacted] BEARER_TOKEN_FILE=/t',
    ],
    ['a header', '> Authorization: Basic am9lOnB3\n> Host: h', '> Authorization: [redacted]\n> Host: h'],
    ['a header on a command line', `-H 'Authorization: Bearer abc' u`, `-H 'Authorization: [redacted]' u`],
    ['a cookie', 'Cookie: a=b; c=d', 'Cookie: [redacted]'],
    ['an authorisation with its scheme in an option', 'authorization=Basic am9l x', 'authorization=[redacted] x'],
    ['a bearer token in a sentence', 'sent bearer abc123xyz to h', 'sent bearer [redacted] to h'],
    ['a bearer token after a tab', 'Bearer\tabc123', String.raw`Bearer\t[redacted]`],
    ['a JSON web token anywhere', `got ${JWT}, bad`, `got [redacted], bad`],
    ['a JSON web token without its tail', `got ${JWT.slice(0, 50)}`, `got [redacted]`],
    [
      'a proxy',
      'a\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n-----BEGIN RSA PRIVATE KEY-----\nMIIC\n-----END RSA PRIVATE KEY-----\nb',
      'a\n[redacted CERTIFICATE]\n[redacted RSA PRIVATE KEY]\nb',
    ],
    ['a key without its end', 'a -----BEGIN PRIVATE KEY-----\nMIIC\nMIID', 'a [redacted PRIVATE KEY]'],
    [
      'a key without its beginning',
      'Qk+/x\nMIIC\nMII=\n-----END RSA PRIVATE KEY-----\nand more',
      '[redacted RSA PRIVATE KEY]\nand more',
    ],
    [
      'the same behind other lines, indented, with carriage returns',
      'a line\n\n  MIIC\r\n  MII=\r\n  -----END PRIVATE KEY-----\r\nb',
      'a line\n\n[redacted PRIVATE KEY]\\r\nb',
    ],
    [
      'the same in JSON',
      String.raw`kQ/7\nMIIC\n-----END PRIVATE KEY-----\n", "n": 1`,
      String.raw`[redacted PRIVATE KEY]\n", "n": 1`,
    ],
    [
      'what is left of a proxy that begins in its key',
      'MIIC\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
      '[redacted PRIVATE KEY]\n[redacted CERTIFICATE]\n',
    ],
    [
      'the rest of a key that is cut off in its last line',
      'IEKEY\n-----END PRIVATE KEY-----',
      '[redacted PRIVATE KEY]',
    ],
  ])('%s', (_what, text, wanted) => {
    expect(redact(text)).toBe(wanted);
  });
});

describe('redact keeps', () => {
  test.each([
    'root://se.example:1094//atlas/rucio/mc16/AOD.01_.root?xrd.wantprot=unix',
    'https://[2001:db8::1]:443/p@q?mail=a@b',
    'token:ATLASDATADISK:srm://se.example:8443/srm/managerv2?SFN=/pnfs/x',
    'destinationDBlockToken=ATLASDATADISK',
    'spacetoken=ATLASDATADISK setoken=A',
    'invalid token: expired',
    'no bearer token is set',
    'config=/etc/x design=y',
    'size 5, expected 7: /data/in.root (adler32 0a1b2c3d)\nsecond line',
    '-----BEGIN of a list-----',
    'a\n-----END of a list-----',
    'a line of words\n-----END PRIVATE KEY-----',
    '-----END PRIVATE KEY-----\nMIIC',
    'the answer: 42',
    'secrets: not text',
  ])('%s', (text) => {
    expect(redact(text)).toBe(text);
  });
});

describe('redact shows', () => {
  test.each([
    ['\u001B[31mred\u001B[0m', String.raw`\x1b[31mred\x1b[0m`],
    ['a\r\nb\tc\0', 'a\\r\nb\\tc\\x00'],
    ['\u007F\u009B', String.raw`\x7f\x9b`],
    ['gpj\u202Etxt', String.raw`gpj\u202etxt`],
    ['a\u2028b\uFEFF\uD800', String.raw`a\u2028b\ufeff\ud800`],
    ['\u{E0041}', String.raw`\u{e0041}`],
    ['ünïcode 漢字 🚀', 'ünïcode 漢字 🚀'],
  ])('%j as %j', (text, wanted) => {
    expect(redact(text)).toBe(wanted);
  });
});

const WORDS = String.raw`token password Authorization bearer sig cookie eyJhbGciOiJS KEY x Ab1 [redacted]`.split(' ');
const MARKS = String.raw`:// @ = : " ' \ \" & . / %20 + , -----`.split(' ');
const fragment = fc.constantFrom(
  ...WORDS,
  ...MARKS,
  'Bearer ',
  'Basic ',
  '-----BEGIN ',
  '-----END ',
  ' ',
  '\n',
  '\t',
  '\u001B',
);
const soup = fc
  .array(fc.oneof({ weight: 9, arbitrary: fragment }, fc.string()), { maxLength: 40 })
  .map((s) => s.join(''));

/** Of any code points, lone surrogates among them; fast-check takes seconds to make ready its own. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xff }), fc.integer({ min: 0, max: 0x10_ff_ff })))
  .map((codePoints) => String.fromCodePoint(...codePoints));

describe('redact, whatever the text,', () => {
  test('changes nothing the second time', () => {
    fc.assert(
      fc.property(soup, (text) => {
        expect(redact(redact(text))).toBe(redact(text));
      }),
      { numRuns: 3000 },
    );
  });

  test('leaves no control character but the line feed', () => {
    fc.assert(
      fc.property(fc.oneof(soup, anyText), (text) => {
        expect(redact(text)).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  test('leaves no secret', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~'.split('');
    const secret = fc.string({ unit: fc.constantFrom(...alphabet), minLength: 20, maxLength: 60 });
    const around = fc.stringMatching(/^[a-z /,.]{0,20}$/);
    const carrier = fc.constantFrom<(value: string) => string>(
      (value) => `https://user:${value}@host/path`,
      (value) => `https://host/path?a=b&X-Amz-Signature=${value}&c=d`,
      (value) => `https://host/path?token=${value}`,
      (value) => `{"access_token": "${value}"}`,
      (value) => JSON.stringify(JSON.stringify({ token: value })),
      (value) => `Authorization: Bearer ${value}`,
      (value) => `authz=Bearer ${value}`,
      (value) => `bearer ${value}`,
      (value) => `eyJhbGciOiJIUzI1NiJ9.${value.replaceAll('~', '-')}`,
      (value) => `--password ='${value}'`,
      (value) => `-----BEGIN PRIVATE KEY-----\n${value}\n-----END PRIVATE KEY-----`,
      (value) => `\n${value.replaceAll(/[-_.~]/g, '+')}\n-----END PRIVATE KEY-----`,
    );
    fc.assert(
      fc.property(secret, around, around, carrier, (value, before, after, carry) => {
        const text = redact(`${before} ${carry(value)} ${after}`);
        expect(text).not.toContain(value);
        expect(text).not.toContain(value.slice(-12));
        expect(text).toContain('[redacted');
      }),
      { numRuns: 2000 },
    );
  });

  test('keeps text without secrets', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z0-9 /_.,()\n-]*$/), (text) => {
        fc.pre(!/bearer|eyJ|-----BEGIN|-----END/i.test(text));
        expect(redact(text)).toBe(text);
      }),
    );
  });

  test.each([
    ...String.raw`a = : a= token= token=" token='a :// ://a ://a@ x://@ eyJ eyJhbGciOiJS. ----- \ \" bearer`.split(' '),
    'password=\\',
    'token: ',
    'token="a" ',
    'bearer ',
    'Bearer %20',
    'authorization: a"',
    '-----BEGIN ',
    '-----BEGIN A-----',
    '-----END ',
    '-----END A-----',
    'a\n-----END A-----\n',
    'a b\n-----END A-----',
    'Ab1/',
    'Ab1\n',
    ' \n-----END A-----',
    '  -----END A-----',
    '\u001B',
  ])('takes time in proportion to a long text of %j', (piece) => {
    const text = piece.repeat(Math.ceil(300_000 / piece.length));
    expect(cpuTimeMs(() => redact(text))).toBeLessThan(3000);
  });
});
