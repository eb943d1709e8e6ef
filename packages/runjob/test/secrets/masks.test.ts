import { describe, expect, it } from 'vitest';
import { masksFor } from '../../src/secrets/masks.ts';

const password = 'Gr0und"Hog;Day';
const key = `-----BEGIN KEY-----\n${'MIIEvQ+x'.repeat(8)}\n-----END KEY-----\n`;
const secrets = JSON.stringify({
  PASSWORD: password,
  PIN: 4711_0815,
  DICTIONARY: JSON.stringify({ inner: ['deep-in-a-dictionary'] }),
  '___file___:key.pem': Buffer.from(key).toString('base64'),
  SHORT: 'yes',
});

async function blotted(text: string, chunkBytes: number, given = secrets): Promise<string> {
  async function* chunks(): AsyncGenerator<Buffer> {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += chunkBytes) yield Buffer.from(bytes.subarray(at, at + chunkBytes));
  }
  const told: Buffer[] = [];
  for await (const bytes of masksFor(given).blot(chunks())) told.push(Buffer.from(bytes));
  return Buffer.concat(told).toString();
}

describe('masks', () => {
  it.each([
    ['as it is', `login ${password} ok`, 'login [redacted] ok'],
    ['as JSON writes it', JSON.stringify({ said: password }), '{"said":"[redacted]"}'],
    ['a number', 'pin=47110815', 'pin=[redacted]'],
    ['in a dictionary of its own', 'deep-in-a-dictionary', '[redacted]'],
    ['a line of a file', 'MIIEvQ+x'.repeat(8), '[redacted]'],
    ['the file itself', Buffer.from(key).toString('base64'), '[redacted]'],
  ])('hide a secret %s', (_, text, hidden) => expect(masksFor(secrets).hide(text)).toBe(hidden));

  it('leave names, short values, and everything where there is no secret', () => {
    expect(masksFor(secrets).hide('PASSWORD yes 4711 inner')).toBe('PASSWORD yes 4711 inner');
    expect(masksFor(undefined).hide(password)).toBe(password);
    expect(masksFor('{}').hide('{}')).toBe('{}');
  });

  it('know secrets as Python writes them', () => {
    expect(masksFor('{"a":"l\\u00f6w\\u00e9nherz"}').hide(String.raw`"l\u00f6w\u00e9nherz", löwénherz`)).toBe(
      '"[redacted]", [redacted]',
    );
  });

  it('keep JSON what it was', () => {
    const { hideInJson } = masksFor(secrets);
    const untouched = '{ "big": 12345678901234567890, "exitCode": 0 }';
    expect(hideInJson(untouched)).toBe(untouched);
    const text = JSON.stringify({ pin: 47110815, [password]: [password], code: 3 });
    expect(JSON.parse(hideInJson(text))).toEqual({ pin: '[redacted]', '[redacted]': ['[redacted]'], code: 3 });
    expect(hideInJson(String.raw`{"pin": "\u0034\u0037110815"}`)).toBe('{"pin":"[redacted]"}');
    expect(hideInJson('{"cut off": "Gr0und\\"Hog;Day')).toBe('{"cut off": "[redacted]');
    expect(hideInJson('['.repeat(20_000) + ']'.repeat(20_000))).toBe('"[redacted]"');
  });

  it.each([1, 7, 100, 100_000])('blot bytes that come in chunks of %i, and keep their number', async (chunkBytes) => {
    const text = `${'x'.repeat(90)}${password}\n${key}${'y'.repeat(300)}${Buffer.from(key).toString('base64')}.`;
    const told = await blotted(text, chunkBytes);
    expect(told).toHaveLength(text.length);
    expect(told.replaceAll(/\*+/g, '*')).toBe(`${'x'.repeat(90)}*\n*\n*\n*\n${'y'.repeat(300)}*.`);
  });

  it.each([
    'no JSON at all',
    '[[[[[["no JSON at all"]]]]]]',
    '"no JSON at all"',
    '["x", null, true, {}, "no JSON at all"]',
  ])('take %s', (given) => expect(masksFor(given).hide('say no JSON at all')).toBe('say [redacted]'));

  it('bear any depth and any number, and say when they are too many', () => {
    const deep = masksFor(`${'['.repeat(20_000)}"deep-value"${']'.repeat(20_000)}`);
    expect(deep.hide('deep-value')).toBe('[redacted]');
    const many = masksFor(JSON.stringify(Array.from({ length: 5_000 }, (_, at) => `value-number-${at}`)));
    expect([deep.incomplete, many.incomplete]).toEqual([false, true]);
    const long = Array.from({ length: 20_000 }, (_, at) => String.fromCodePoint(0x4e00 + at)).join('');
    const { hide } = masksFor(JSON.stringify({ long, again: 'abcdefgh'.repeat(1000) }));
    expect(hide(`<${long}>${'abcdefgh'.repeat(1000)}.`).length).toBeLessThan(2000);
    // The end of what was cut off.
    expect(hide('abcdefgh'.repeat(600)).length).toBeLessThan(600);
  });
});
