import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createKeyMask } from '../../src/log/key-mask.ts';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const [, firstLine = ''] = pem.split('\n');

/** The text as it goes into the log when it is read in pieces of so many bytes. */
function covered(text: string, pieceBytes: number): { readonly text: string; readonly hasCovered: boolean } {
  const mask = createKeyMask();
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += pieceBytes) mask.cover(bytes.subarray(at, at + pieceBytes));
  return { text: bytes.toString('latin1'), hasCovered: mask.hasCovered };
}

describe.each([1, 7, 64, 100_000])('a file that is read in pieces of %i bytes', (pieceBytes) => {
  it('keeps everything but the lines of its key', () => {
    const [head, tail] = ['payload says:\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n', 'done.\n'];
    const result = covered(head + pem + tail, pieceBytes);
    const lines = pem.split('\n');
    const hidden = lines.map((line, at) => (at === 0 || at >= lines.length - 2 ? line : '*'.repeat(line.length)));
    expect(result).toEqual({ text: head + hidden.join('\n') + tail, hasCovered: true });
  });

  it('loses every key, whatever it is called and however it is written', () => {
    const forms = [
      pem.replaceAll('PRIVATE', 'RSA PRIVATE'),
      pem.replaceAll('PRIVATE', 'OPENSSH PRIVATE'),
      pem.replace('\n', '\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123456789ABCDEF\n\n'),
      JSON.stringify({ proxy: pem + pem }),
      pem.replaceAll('\n', ''),
      pem.slice(0, 150),
    ];
    for (const form of forms) {
      expect(covered(`${form}, end`, pieceBytes).text).not.toContain(firstLine.slice(20, 40));
      expect(covered(`${form}, end`, pieceBytes).text).toHaveLength(form.length + 5);
    }
  });

  it('loses the second of two keys whose first lines touch', () => {
    const { text } = covered(`-----BEGIN PRIVATE KEY-----${pem}`, pieceBytes);
    expect(text).not.toContain(firstLine.slice(0, 20));
    expect(text.startsWith('-----BEGIN PRIVATE KEY----------BEGIN PRIVATE KEY-----\n*')).toBe(true);
  });

  it.each([
    "if '-----BEGIN PRIVATE KEY-----' in text: fail()",
    'PRIVATE KEY-----\nMIIB',
    '-----END PRIVATE KEY-----\nhello',
    '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----',
    '',
  ])('loses nothing of %j', (text) => {
    expect(covered(text, pieceBytes)).toEqual({ text, hasCovered: false });
  });

  it('loses little of a text that only begins as a key', () => {
    const { text } = covered(`-----BEGIN PRIVATE KEY-----\n${'word '.repeat(4000)}`, pieceBytes);
    expect(text.endsWith('word '.repeat(700))).toBe(true);
  });
});
