import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { TokenClaims, TokenVerdict } from './caller.ts';

/** One VO's issuer of tokens: what the server's `<vo>_auth_config.json` says. */
export interface OidcIssuer {
  readonly vo: string;
  /** Address of its `.well-known/openid-configuration`. */
  readonly discoveryUrl: string;
  /** The client id; a token is for this issuer when its `aud`, or without that its `client_id`, is this. */
  readonly audience: string;
  /** `wlcg`: groups are in the claim `wlcg.groups`. Default: in `groups`. */
  readonly profile?: 'wlcg';
}

/** Verifies a token as the server does: by the issuer's published keys, RS256 alone. Never rejects. */
export type VerifyToken = (token: string) => Promise<TokenVerdict>;

/** Verifies tokens of `issuers`. Their keys are fetched when they are needed, and kept for ten minutes. */
export function createTokenVerifier(issuers: readonly OidcIssuer[], clock: Clock): VerifyToken {
  const keys = new Map<string, Promise<Keys>>();
  const keysOf = (issuer: OidcIssuer): Promise<Keys> => {
    const known = keys.get(issuer.discoveryUrl) ?? discover(issuer);
    keys.set(issuer.discoveryUrl, known);
    known.catch(() => keys.delete(issuer.discoveryUrl));
    return known;
  };
  return async (token) => {
    try {
      const named = unverified(token);
      const issuer = issuers.find(({ audience }) => audiencesOf(named).includes(audience));
      if (issuer === undefined) return refused('Invalid audience');
      const { issuer: name, find } = await keysOf(issuer);
      const options = { issuer: name, algorithms: ['RS256'], currentDate: clock(), requiredClaims: ['exp'] };
      const { payload } = await jwtVerify(token, find, options);
      return { kind: 'claims', claims: claimsOf(payload, issuer) };
    } catch (error) {
      return refused(sentenceFor(error));
    }
  };
}

interface Keys {
  readonly issuer: string;
  readonly find: JWTVerifyGetKey;
}

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.url() });

async function discover({ discoveryUrl }: OidcIssuer): Promise<Keys> {
  const response = await fetch(discoveryUrl, { signal: AbortSignal.timeout(5000) });
  const { issuer, jwks_uri } = discoverySchema.parse(await response.json());
  return { issuer, find: createRemoteJWKSet(new URL(jwks_uri), { cacheMaxAge: 600_000, timeoutDuration: 5000 }) };
}

/** Only to know whose keys to ask for. */
function unverified(token: string): JWTPayload {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) throw new errors.JWTInvalid('Not enough segments');
  return z.looseObject({}).parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
}

function audiencesOf({ aud, ...claims }: JWTPayload): readonly unknown[] {
  return aud === undefined ? [claims['client_id'] ?? claims.sub] : [aud].flat();
}

const textOr = (fallback: string): z.ZodCatch<z.ZodString> => z.string().catch(fallback);

function claimsOf(payload: JWTPayload, { profile }: OidcIssuer): TokenClaims {
  const groups = payload[profile === 'wlcg' ? 'wlcg.groups' : 'groups'];
  return {
    name: textOr('').parse(payload['name']),
    username: textOr(payload.sub ?? '').parse(payload['preferred_username']),
    groups: z
      .array(z.string())
      .catch([])
      .parse(groups)
      .map((group) => group.replace(/^\//, '')),
  };
}

function refused(message: string): TokenVerdict {
  return { kind: 'refused', message };
}

/** In the words of the server's library. */
function sentenceFor(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'Signature has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return claimSentences[error.claim] ?? `Invalid ${error.claim}`;
  if (error instanceof errors.JWTInvalid) return error.message;
  if (error instanceof errors.JOSEError) return 'Signature verification failed';
  return error instanceof Error ? error.message : String(error);
}

const claimSentences: Readonly<Record<string, string>> = {
  iss: 'Invalid issuer',
  nbf: 'The token is not yet valid (nbf)',
  exp: 'Token is missing the "exp" claim',
};
