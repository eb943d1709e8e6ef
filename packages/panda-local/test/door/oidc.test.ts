import { describe, expect, it, onTestFinished } from 'vitest';
import { createTokenVerifier, type OidcIssuer, type VerifyToken } from '../../src/door/oidc.ts';
import { type LocalIssuer, startLocalIssuer } from '../../src/index.ts';

const issuer = await startLocalIssuer();
const other = await startLocalIssuer();
const now = Date.parse('2026-11-02T12:00:00Z') / 1000;
const atlas: OidcIssuer = { vo: 'atlas', discoveryUrl: issuer.discoveryUrl, audience: 'panda' };
const claims = { aud: 'panda', exp: now + 60, name: 'some pilot', sub: 's', groups: ['/atlas', 'atlas/production'] };

function verifier(issuers: readonly OidcIssuer[] = [atlas]): VerifyToken {
  return createTokenVerifier(issuers, () => new Date(now * 1000));
}

const issued = (more: object = {}, by: LocalIssuer = issuer): Promise<string> => by.issue({ ...claims, ...more });

describe('a token of the issuer', () => {
  it('gives its claims', async () => {
    expect(await verifier()(await issued({ preferred_username: 'u' }))).toEqual({
      kind: 'claims',
      claims: { name: 'some pilot', username: 'u', groups: ['atlas', 'atlas/production'] },
    });
  });

  it('gives the subject for a name that it does not have', async () => {
    const wlcg = { ...atlas, profile: 'wlcg' } as const;
    const token = await issued({ aud: ['x', 'panda'], groups: 5, 'wlcg.groups': ['/atlas'] });
    expect(await verifier([wlcg])(token)).toMatchObject({ claims: { username: 's', groups: ['atlas'] } });
  });

  it('is known by its client where it has no audience', async () => {
    expect(await verifier()(await issued({ aud: undefined, client_id: 'panda' }))).toMatchObject({ kind: 'claims' });
  });
});

describe('a token is refused', () => {
  it.each<[string, () => Promise<string> | string]>([
    ['Signature has expired', () => issued({ exp: now - 1 })],
    ['Token is missing the "exp" claim', () => issued({ exp: undefined })],
    ['The token is not yet valid (nbf)', () => issued({ nbf: now + 60 })],
    ['Invalid audience', () => issued({ aud: 'others' })],
    ['Signature verification failed', () => issued({}, other)],
    ['Signature verification failed', async () => (await issued()).replace(/.{8}$/, 'AAAAAAAA')],
    ['Not enough segments', () => 'opaque'],
  ])('%s', async (message, make) => {
    expect(await verifier()(await make())).toEqual({ kind: 'refused', message });
  });

  it('that names another issuer than the one whose keys signed it', async () => {
    const told = { ...atlas, discoveryUrl: other.discoveryUrl };
    expect(await verifier([told])(await issued())).toMatchObject({ kind: 'refused' });
  });

  it('that was signed by nobody, or by a secret', async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = (alg: string): string => [part({ alg }), part({ ...claims, iss: issuer.url }), 'AAAA'].join('.');
    for (const alg of ['none', 'HS256']) {
      expect(await verifier()(signed(alg))).toEqual({ kind: 'refused', message: 'Signature verification failed' });
    }
  });

  it('while the issuer does not answer, and taken when it does again', async () => {
    const late = await startLocalIssuer();
    const token = await late.issue(claims);
    await late.close();
    const verify = verifier([{ ...atlas, discoveryUrl: late.discoveryUrl }]);
    expect(await verify(token)).toMatchObject({ kind: 'refused' });
  });
});

it('keys that have been rotated are fetched', async () => {
  const rotating = await startLocalIssuer();
  onTestFinished(() => rotating.close());
  const verify = verifier([{ ...atlas, discoveryUrl: rotating.discoveryUrl }]);
  const old = await rotating.issue(claims);
  await rotating.rotate();
  expect(await verify(await rotating.issue(claims))).toMatchObject({ kind: 'claims' });
  expect(await verify(old)).toMatchObject({ kind: 'refused' });
});
