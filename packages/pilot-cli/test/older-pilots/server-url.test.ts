import { describe, expect, it } from 'vitest';
import { serverUrl } from '../../src/older-pilots/server-url.ts';

describe('serverUrl', () => {
  it.each([
    ['https://h.org', 'https://h.org:25443'],
    ['https://h.org/', 'https://h.org:25443'],
    ['https://h.org:443', 'https://h.org'],
    ['http://h.org:80/base/', 'http://h.org/base'],
    ['h.org', 'https://h.org:25443'],
    ['h.org:1234', 'https://h.org:1234'],
    ['[::1]', 'https://[::1]:25443'],
    ['https://[::1]:8443', 'https://[::1]:8443'],
  ])('makes of %s %s', (url, whole) => expect(serverUrl({ url, port: '25443' })).toBe(whole));

  it('gives what is no URL back for others to refuse', () =>
    expect(serverUrl({ url: 'http://a b', port: '25443' })).toBe('http://a b'));

  it.each(['99999', '-1'])('does not pass over the port %s, which cannot be', (port) =>
    expect(URL.canParse(serverUrl({ url: 'https://h.org', port }))).toBe(false),
  );
});
