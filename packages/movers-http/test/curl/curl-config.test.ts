import { describe, expect, it } from 'vitest';
import { answerIn, bytesIn } from '../../src/curl/curl-answer.ts';
import { curlConfig } from '../../src/curl/curl-config.ts';

const request = {
  method: 'PUT',
  url: new URL('https://door/a%22b'),
  headers: { 'want-digest': 'adler32' },
  signal: new AbortController().signal,
  timeoutMs: 90_500,
  token: 'show',
} as const;

describe('what curl is told', () => {
  it('is quoted, whatever the names are', () => {
    const text = curlConfig({
      request,
      authorization: { authorization: 'Bearer abc' },
      proxyFile: '/tmp/a "b"\\c\nurl = http://evil',
      stallMs: 5_000,
      upload: '/work/-file\twith\rtabs',
    });
    expect(text.split('\n')).toEqual(
      expect.arrayContaining([
        'url = "https://door/a%22b"',
        'request = "PUT"',
        'max-time = "91"',
        'connect-timeout = "5"',
        'header = "Want-Digest: adler32"',
        'header = "Authorization: Bearer abc"',
        'cert = "/tmp/a \\"b\\"\\\\c\\nurl = http://evil"',
        'upload-file = "/work/-file\\twith\\rtabs"',
      ]),
    );
    expect(text).not.toMatch(/^url = http:\/\/evil/m);
  });
});

describe('what curl answers', () => {
  it('is the last of the answers, with its body', () => {
    const dump =
      'HTTP/1.1 100 Continue\r\nServer: x\r\n\r\nHTTP/1.1 403 Forbidden\r\nDigest: a=b\r\nX: y: z\r\n\r\nHTTP error\n';
    expect(answerIn(dump)).toEqual({ status: 403, headers: { digest: 'a=b', x: 'y: z' }, text: 'HTTP error\n' });
    expect(answerIn('HTTP/2 200 \r\n\r\n')).toEqual({ status: 200, headers: {}, text: '' });
    for (const garbage of ['', 'hello', 'HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 200 OK\r\nCut']) {
      expect(answerIn(garbage)).toBeUndefined();
    }
  });

  it('comes with the bytes that were moved', () => {
    expect(bytesIn('curl: (18) cut\n7 1024\n')).toEqual({ sent: 7, received: 1024 });
    expect(bytesIn('')).toEqual({ sent: 0, received: 0 });
  });
});
