import { describe, expect, it } from 'vitest';
import { looksLikeMarkup, printable } from '../../src/failures/printable.ts';

describe('printable', () => {
  it('makes one line of many and drops what moves a cursor', () => {
    expect(printable('  one\r\n two\u001b[31m\u0000three\u2028four\u202E ')).toBe('one two [31m three four');
  });

  it('is bounded', () => {
    expect(printable('x'.repeat(1_000_000))).toHaveLength(300);
  });

  it.each([
    'Invalid token eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjE4MDAwMDAwMDB9.c2lnbmF0dXJl',
    'got Authorization: Bearer c2lnbmF0dXJlLW9mLXRoZS10b2tlbg',
    '-----BEGIN RSA PRIVATE KEY-----\nc2lnbmF0dXJl\n-----END RSA PRIVATE KEY-----',
  ])('hides what a server echoes of a secret: %j', (words) => {
    expect(printable(words)).not.toContain('c2lnbmF0dXJl');
  });

  it('gives the title of a web page, or its text', () => {
    expect(printable('<!DOCTYPE html><html><title>\nSign in</title><body>…</body></html>')).toBe('Sign in');
    expect(printable('<p>No <b>title</b></p>')).toBe('No title');
  });
});

describe('looksLikeMarkup', () => {
  it.each(['<html>', ' \n<!DOCTYPE html>', '<?xml version="1.0"?>'])('sees it in %j', (body) => {
    expect(looksLikeMarkup(body)).toBe(true);
  });

  it.each(['', '{"a": "<html>"}', '< 5', '5 < 6'])('does not see it in %j', (body) => {
    expect(looksLikeMarkup(body)).toBe(false);
  });
});
