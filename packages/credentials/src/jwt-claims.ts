import { z } from 'zod';
import type { OidcToken } from './credential.ts';

/** What a token says of itself. */
export type Claims = Pick<OidcToken, 'expiresAt' | 'notBefore' | 'issuer' | 'subject' | 'audience'>;

/**
 * The claims of a JSON web token (RFC 7519), unverified. A token without three parts is opaque and claims nothing.
 * Undefined when there are three parts and the second is not base64url of a JSON object.
 */
export function readClaims(token: string): Claims | undefined {
  const parts = token.split('.');
  const [, payload] = parts;
  if (parts.length !== 3 || payload === undefined) return { audience: [] };
  const parsed = payloadShape.safeParse(parseJson(Buffer.from(payload, 'base64url').toString('utf8')));
  if (!parsed.success) return undefined;
  const { exp, nbf, iss, sub, aud } = parsed.data;
  return {
    audience: aud,
    ...(exp === undefined ? {} : { expiresAt: exp }),
    ...(nbf === undefined ? {} : { notBefore: nbf }),
    ...(iss === undefined ? {} : { issuer: iss }),
    ...(sub === undefined ? {} : { subject: sub }),
  };
}

/** A claim of the wrong type counts as absent: it is the server's to judge. */
const absent = <Shape extends z.ZodType>(shape: Shape): z.ZodCatch<z.ZodOptional<Shape>> =>
  shape.optional().catch(undefined);

/** Seconds since 1970, with or without a fraction, as far as a Date reaches. */
const instant = z
  .number()
  .max(8.64e12)
  .min(-8.64e12)
  .transform((seconds) => new Date(seconds * 1000));

const payloadShape = z.object({
  exp: absent(instant),
  nbf: absent(instant),
  iss: absent(z.string()),
  sub: absent(z.string()),
  aud: z.union([z.array(z.string()), z.string().transform((one) => [one])]).catch([]),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
