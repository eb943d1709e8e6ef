import type { Credential } from '@panda-pilot/credentials';

/**
 * The name by which the server is asked for the bearer's own jobs (label `self`): the subject of the proxy, with the
 * part that every proxy of old had at its end. Undefined for a token, whose bearer the server knows by itself. Pure.
 */
export function ownJobsOf(credential: Credential): string | undefined {
  if (credential.kind !== 'x509') return undefined;
  const { slash } = credential.subject;
  return slash.includes('/CN=proxy') ? slash : `${slash}/CN=proxy`;
}
