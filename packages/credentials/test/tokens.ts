/** An unsigned JSON web token with these claims. */
export function jwt(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [part({ alg: 'RS256', typ: 'JWT' }), part(claims), 'c2lnbmF0dXJl'].join('.');
}

/** Seconds since 1970. */
export function seconds(instant: string): number {
  return Date.parse(instant) / 1000;
}
