import { describe, expect, it } from 'vitest';
import { refusalOf, retryAfter, wordsIn } from '../src/refusal.ts';

const url = new URL('https://door/f');

describe('what a status means', () => {
  it.each([
    [401, '', 'denied'],
    [403, 'Unable to open /private/x; permission denied', 'denied'],
    [404, 'Unable to locate /nope; no such file or directory', 'not-found'],
    [405, '', 'unsupported'],
    [409, '', 'other'],
    [412, '', 'exists'],
    [429, '', 'offline'],
    [500, '', 'other'],
    [500, 'Unable to write /f; no space left on device', 'no-space'],
    [500, 'Unable to create /f; read-only file system', 'read-only'],
    [500, 'Unable to create /f/g; is a directory', 'unsupported'],
    [502, '', 'network'],
    [503, '<h1>Service Unavailable</h1>', 'offline'],
    [507, '', 'no-space'],
    [599, '', 'other'],
  ])('%i %s is %s', (status, text, kind) => {
    expect(refusalOf({ status, headers: {}, text }, url, 'PUT')).toMatchObject({ kind, file: url.href });
  });

  it('is told with the words of the server, without their markup', () => {
    const text = '<html><style>p {x}</style><script>alert(1)</script><h1>Out of\n order</h1>\u001b[31m</html>';
    expect(wordsIn(text)).toBe('Out of order [31m');
    const refusal = refusalOf({ status: 503, headers: { 'retry-after': '7' }, text }, url, 'GET');
    expect(refusal).toMatchObject({ message: 'GET: door answers 503 Out of order [31m', retryAfterMs: 7_000 });
  });

  it('comes with the time to wait, in both forms', () => {
    const now = Date.parse('2026-11-22T21:00:00Z');
    expect(retryAfter('120', now)).toBe(120_000);
    expect(retryAfter('Sun, 22 Nov 2026 21:00:30 GMT', now)).toBe(30_000);
    expect(retryAfter('Sun, 22 Nov 2026 20:00:30 GMT', now)).toBe(0);
    for (const value of [undefined, '', 'soon', '-5', '1e9']) expect(retryAfter(value, now)).toBeUndefined();
  });
});
