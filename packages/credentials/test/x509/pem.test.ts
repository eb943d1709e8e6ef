import { describe, expect, it } from 'vitest';
import { DerError } from '../../src/der/der-error.ts';
import { readPem, writePem } from '../../src/x509/pem.ts';

const block = (label: string, ...lines: readonly string[]): string =>
  [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');

describe('readPem', () => {
  it('reads what writePem writes, however long', () => {
    for (const length of [1, 47, 48, 49, 5000]) {
      const der = Buffer.alloc(length, length);
      expect(readPem(writePem('THING', der))).toEqual([{ label: 'THING', der, isEncrypted: false }]);
    }
  });

  it('passes over text around the blocks, and trailing blanks', () => {
    const text = `subject: x\r\n${block('A', 'AQID  ')}- - -\n-----\n${block('B', 'BA==').replaceAll('\n', '\r\n')}rest`;
    expect(readPem(text).map(({ label, der }) => [label, ...der])).toEqual([
      ['A', 1, 2, 3],
      ['B', 4],
    ]);
  });

  it('knows the headers of an encrypted key', () => {
    const [key] = readPem(block('RSA PRIVATE KEY', 'Proc-Type: 4,ENCRYPTED', 'DEK-Info: AES', '', 'AQID'));
    expect(key).toMatchObject({ isEncrypted: true, der: Buffer.from([1, 2, 3]) });
  });

  it.each([
    ['a block without an end', '-----BEGIN A-----\nAQID\n', 'line 1 does not end'],
    ['a block with another end', '\n-----BEGIN A-----\nAQID\n-----END B-----\n', 'line 2 does not end'],
    ['a block within a block', `-----BEGIN A-----\n${block('A', 'AQID')}`, 'line 1 does not end'],
    ['an empty block', block('A'), 'is not base64'],
    ['a foreign character', block('A', 'AQ!D'), 'is not base64'],
    ['the alphabet for URLs', block('A', 'A-_D'), 'is not base64'],
    ['padding that is missing', block('A', 'AQ'), 'is not base64'],
    ['bits after the end', block('A', 'AR=='), 'is not base64'],
    ['blanks within a line', block('A', 'AQ ID'), 'is not base64'],
  ])('refuses %s', (_, text, sentence) => {
    expect(() => readPem(text)).toThrow(DerError);
    expect(() => readPem(text)).toThrow(sentence);
  });

  it('refuses a text that is too long before it looks at it', () => {
    expect(() => readPem('#'.repeat(300_000))).toThrow('the file is too long');
  });
});
