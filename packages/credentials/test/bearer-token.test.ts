import { isPilotError } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { maxTokenBytes, parseBearerToken } from '../src/bearer-token.ts';
import { jwt } from './tokens.ts';

const parse = (text: string, origin = 'atlas:production'): ReturnType<typeof parseBearerToken> =>
  parseBearerToken(text, { place: 'the token file t', origin });

describe('parseBearerToken', () => {
  const token = jwt({ exp: 1_800_000_000 });

  it.each(['', '\n', '\r\n', '\n\n', ' ', '\t\r\n '])('takes a token followed by %j', (end) => {
    expect(parse(`${token}${end}`).token.reveal()).toBe(token);
  });

  it('takes a token after blanks and a byte order mark', () => {
    expect(parse(`\uFEFF \n${token}`).token.reveal()).toBe(token);
  });

  it('reads its claims', () => {
    expect(parse(token)).toMatchObject({
      kind: 'token',
      origin: 'atlas:production',
      expiresAt: new Date(1_800_000_000_000),
    });
  });

  it.each([
    ['', /^[^:]+: the token file t is empty$/],
    [' \r\n', /is empty$/],
    ['two words', /has a blank within the token$/],
    ['two\nlines', /has a line break within the token$/],
    ['a\u0000b', /has a control character within the token$/],
    ['a\u007fb', /has a control character within the token$/],
    ['tökén', /has a character that tokens do not have within the token$/],
    ['a\u00a0b', /has a character that tokens do not have within the token$/],
    ['Bearer abc', /begins with the word "Bearer"$/],
    ['{"id_token": "abc"}', /holds JSON, quotes or markup$/],
    ['"abc"', /holds JSON, quotes or markup$/],
    ['<html></html>', /holds JSON, quotes or markup$/],
    ['x'.repeat(maxTokenBytes + 1), /holds more than 8168 characters$/],
    ['aaa.bbb.ccc', /is damaged: the token's claims cannot be read$/],
  ])('refuses %j', (text, message) => {
    const error = thrownBy(() => parse(text));
    expect(isPilotError(error, 'NO_PROXY')).toBe(true);
    expect((error as Error).message).toMatch(message);
    expect((error as { hint: string }).hint).not.toBe('');
  });

  it('never quotes a token that it refuses', () => {
    const error = thrownBy(() => parse('verysecret token'));
    expect(JSON.stringify(error) + String(error) + String((error as Error).stack)).not.toContain('verysecret');
  });

  it.each(['atlas:production', 'panda_dev.production', 'atlas', ' atlas:production\n'])(
    'takes the origin %j',
    (origin) => {
      expect(parse(token, origin).origin).toBe(origin.trim());
    },
  );

  it.each(['', ' ', 'atlas production', 'atlas:\r\nX-Evil: 1', 'ätlas:x'])('refuses the origin %j', (origin) => {
    expect(
      isPilotError(
        thrownBy(() => parse(token, origin)),
        'NO_PROXY',
      ),
    ).toBe(true);
  });
});

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
