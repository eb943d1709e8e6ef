import { describe, expect, it } from 'vitest';
import { checkLifetime, noCredential, type OidcToken, remainingSeconds, secret } from '../src/index.ts';

const now = new Date('2026-11-02T12:00:00Z');
const token: OidcToken = { kind: 'token', token: secret('t'), origin: 'atlas:production', audience: [] };
const ending = (at: string): OidcToken => ({ ...token, expiresAt: new Date(at) });

describe('remainingSeconds', () => {
  it('counts to the end', () => {
    expect(remainingSeconds(ending('2026-11-02T13:00:00Z'), now)).toBe(3600);
    expect(remainingSeconds(ending('2026-11-02T11:59:59Z'), now)).toBe(-1);
  });

  it('is without end for what does not tell its own', () => {
    expect([remainingSeconds(token, now), remainingSeconds(noCredential, now)]).toEqual([Infinity, Infinity]);
  });
});

describe('checkLifetime', () => {
  const demand = { minimumSeconds: 3600, now };

  it.each([noCredential, token, ending('2026-11-02T13:00:00Z'), ending('2027-01-01T00:00:00Z')])(
    'is content with %j',
    (credential) => {
      expect(() => checkLifetime(credential, demand)).not.toThrow();
    },
  );

  it.each([
    [
      ending('2026-11-02T12:59:59.5Z'),
      1382,
      /the token ends in 3599 s, at 2026-11-02T12:59:59.500Z; 3600 s are needed/,
    ],
    [ending('2026-11-02T12:00:00Z'), 1373, /the token expired at 2026-11-02T12:00:00.000Z/],
    [ending('2020-01-01T00:00:00Z'), 1373, /expired/],
    [{ ...token, notBefore: new Date('2026-11-02T12:01:01Z') }, 1163, /not valid before 2026-11-02T12:01:01.000Z/],
  ])('refuses %j with %i', (credential, code, message) => {
    const check = (): void => checkLifetime(credential, demand);
    expect(check).toThrow(expect.objectContaining({ code }) as Error);
    expect(check).toThrow(message);
  });

  it('forgives a clock that is some seconds behind the issuer’s', () => {
    const credential = { ...token, notBefore: new Date('2026-11-02T12:00:59Z') };
    expect(() => checkLifetime(credential, demand)).not.toThrow();
  });
});
