import { type Logger } from '@panda-pilot/core';
import type { CredentialProvider, OidcToken } from './credential.ts';

/** How a token file is read. */
export interface TokenFileOptions {
  /** `<vo>:<role>` or `<vo>.<role>`. */
  readonly origin: string;
  /** Hears about a file that others can read, an origin without a role, a renewal. Default: nobody. */
  readonly logger?: Logger;
}

/**
 * Reads a bearer token from a file.
 * Rejects with PilotError NO_PROXY when the file is missing, not a regular file, empty, too large or not one bare token.
 */
export function readTokenFile(path: string, options: TokenFileOptions): Promise<OidcToken> {
  return Promise.reject(new Error(`not implemented: ${path} ${options.origin}`));
}

/** A provider that reads the token file again whenever the file has changed. */
export function tokenFileProvider(path: string, options: TokenFileOptions): CredentialProvider {
  return { current: () => readTokenFile(path, options) };
}
