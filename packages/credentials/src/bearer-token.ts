import { PilotError } from '@panda-pilot/core';
import type { OidcToken } from './credential.ts';
import { readClaims } from './jwt-claims.ts';
import { secret } from './secret.ts';

/** Apache takes a header line of 8190 bytes (LimitRequestFieldSize); what is longer could not be sent. */
export const maxTokenBytes = 8190 - 'Authorization: Bearer '.length;

/** Where a token came from and what it is for. */
export interface TokenOrigin {
  /** Names the place in errors: `the token file /tmp/token`. */
  readonly place: string;
  /** `<vo>:<role>` or `<vo>.<role>`. */
  readonly origin: string;
}

/**
 * The credential in the text of a token file. Blanks, newlines and a byte order mark around the token are no part of
 * it. Throws PilotError NO_PROXY, which never quotes the text, when it is empty, too long, not one bare token (RFC
 * 6750, `b64token`), or a JSON web token whose claims cannot be read.
 */
export function parseBearerToken(text: string, { place, origin }: TokenOrigin): OidcToken {
  const token = text.replace(/^\uFEFF/, '').trim();
  const trouble = troubleWith(token) ?? troubleWithOrigin(origin.trim());
  if (trouble !== undefined) throw new PilotError('NO_PROXY', `${place} ${trouble.what}`, { hint: trouble.hint });
  const claims = readClaims(token);
  if (claims === undefined) {
    throw new PilotError('NO_PROXY', `${place} is damaged: the token's claims cannot be read`, { hint: renew });
  }
  return { kind: 'token', token: secret(token), origin: origin.trim(), ...claims };
}

interface Trouble {
  readonly what: string;
  readonly hint: string;
}

const renew = 'Renew the token';
const writeAgain = 'Write the bare token into the file, nothing else';

function troubleWith(token: string): Trouble | undefined {
  if (token === '') return { what: 'is empty', hint: renew };
  if (token.length > maxTokenBytes) {
    return { what: `holds more than ${maxTokenBytes} characters`, hint: writeAgain };
  }
  if (/^bearer\s/i.test(token)) return { what: 'begins with the word "Bearer"', hint: writeAgain };
  if (/^[{["<]/.test(token)) return { what: 'holds JSON, quotes or markup', hint: writeAgain };
  const place = token.search(/[^A-Za-z0-9._~+/=-]/);
  if (place >= 0) return { what: `has ${naming(token.charCodeAt(place))} within the token`, hint: writeAgain };
  return undefined;
}

function naming(code: number): string {
  if (code === 10 || code === 13) return 'a line break';
  if (code === 9 || code === 32) return 'a blank';
  return code < 32 || code === 127 ? 'a control character' : 'a character that tokens do not have';
}

function troubleWithOrigin(origin: string): Trouble | undefined {
  if (/^[A-Za-z0-9_./:-]+$/.test(origin)) return undefined;
  const hint = 'Set the origin to the VO and the role that the token is for, such as atlas:production';
  return { what: 'has no use without an origin of the form <vo>:<role>', hint };
}
