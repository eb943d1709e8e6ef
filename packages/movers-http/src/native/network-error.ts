import { UntrustedServer } from '@panda-pilot/credentials';
import { MoverError, type MoverErrorKind, moverErrorFrom } from '@panda-pilot/movers-core';

/** What kept an exchange with a server from its end, as a MoverError; one that is a MoverError already stays itself. */
export function networkError(error: unknown, url: URL): MoverError {
  const known = moverErrorFrom(error, url.href);
  if (known === error) return known;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const kind = error instanceof UntrustedServer ? 'denied' : (rows.find(({ is }) => is.test(code))?.kind ?? known.kind);
  const { message } = known;
  return new MoverError(`${url.host}: ${message === '' ? code : message}`, { kind, file: url.href, cause: error });
}

/** Names that Node and its OpenSSL give to what went wrong (Node 20). The first row that fits decides. */
const rows: readonly { readonly is: RegExp; readonly kind: MoverErrorKind }[] = [
  // What the server says of our certificates, or of there being none: another try shows the same ones.
  { is: /^ERR_SSL_.*(?:CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/, kind: 'denied' },
  // What we find in the server's.
  { is: /^(?:DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CERT_|CRL_|HOSTNAME_|INVALID_CA|PATH_LENGTH)/, kind: 'denied' },
  { is: /^ERR_TLS_CERT_/, kind: 'denied' },
  { is: /^(?:ERR_SSL_|ERR_TLS_|EPROTO$)/, kind: 'network' },
  { is: /^(?:ENOTFOUND|EAI_)/, kind: 'network' },
  // No HTTP, or garbage in the middle of it.
  { is: /^HPE_/, kind: 'network' },
  { is: /^ERR_INVALID_(?:CHAR|URL|HTTP_TOKEN)$/, kind: 'unsupported' },
];
