import { nextAssignment } from './redact/assignment.ts';
import { nextBearer, nextJwt } from './redact/bearer.ts';
import { mask } from './redact/mask.ts';
import { nextPem, nextPemTail } from './redact/pem.ts';
import { nextUserInfo } from './redact/user-info.ts';
import { makeVisible } from './redact/visible.ts';

/**
 * `text` as it may be logged, shown and reported: without the user part of URLs, signatures and tokens in queries,
 * headers and JSON, passwords, bearer tokens, JWTs and anything in PEM; control characters are written as escapes, a
 * line feed stays. Redacting twice changes nothing. The work is proportional to the length of the text, whatever it is.
 */
export function redact(text: string): string {
  return secrets.reduce(mask, makeVisible(text));
}

/** From the widest to the narrowest, so that no step sees half of what another one would have taken. */
const secrets = [nextPem, nextPemTail, nextAssignment, nextBearer, nextJwt, nextUserInfo];
