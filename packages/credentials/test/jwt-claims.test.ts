import { describe, expect, it } from 'vitest';
import { readClaims } from '../src/jwt-claims.ts';
import { jwt, seconds } from './tokens.ts';

describe('readClaims', () => {
  it('reads what a token says of itself', () => {
    const token = jwt({
      exp: seconds('2026-11-02T00:00:00Z'),
      nbf: seconds('2026-11-01T00:00:00Z') + 0.5,
      iss: 'https://iam.example/',
      sub: 'pilot',
      aud: ['panda', 'other'],
      groups: ['atlas/production'],
    });
    expect(readClaims(token)).toEqual({
      expiresAt: new Date('2026-11-02T00:00:00Z'),
      notBefore: new Date('2026-11-01T00:00:00.500Z'),
      issuer: 'https://iam.example/',
      subject: 'pilot',
      audience: ['panda', 'other'],
    });
  });

  it('makes a list of one audience', () => {
    expect(readClaims(jwt({ aud: 'panda' }))).toEqual({ audience: ['panda'] });
  });

  it('reads claims that are not ASCII', () => {
    expect(readClaims(jwt({ sub: 'Jürgen 😀' }))).toMatchObject({ subject: 'Jürgen 😀' });
  });

  it.each([{ exp: '1' }, { exp: 1e300 }, { exp: null }, { iss: 5 }, { aud: { a: 1 } }, { aud: [1] }])(
    'leaves out a claim of the wrong type: %j',
    (claims) => {
      expect(readClaims(jwt(claims))).toEqual({ audience: [] });
    },
  );

  it.each(['opaque', 'a.b', 'a.b.c.d.e', ''])('takes %j for an opaque token', (token) => {
    expect(readClaims(token)).toEqual({ audience: [] });
  });

  it.each(['a..c', 'a.bm90IGpzb24.c', 'a.WzFd.c', 'a.bnVsbA.c', 'a.!.c'])('finds %j damaged', (token) => {
    expect(readClaims(token)).toBeUndefined();
  });
});
