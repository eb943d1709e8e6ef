import { stat } from 'node:fs/promises';
import { silentLogger } from '@panda-pilot/core';
import type { CredentialProvider, OidcToken } from './credential.ts';
import { remainingSeconds } from './lifetime.ts';
import { readTokenVersion, type TokenFileOptions, type TokenReading, versionOf } from './token-file.ts';

/** How a token file is followed. */
export interface TokenProviderOptions extends TokenFileOptions {
  /** Default: the system's clock. */
  readonly now?: () => Date;
}

/**
 * A provider that looks at the token file before every call and reads it again when it has changed: a token renewed by
 * somebody else is used at the next call. While the file is missing or unreadable (it may be half-way through its
 * renewal) the last token is used for as long as it is valid; after that `current` rejects with PilotError NO_PROXY.
 */
export function tokenFileProvider(path: string, options: TokenProviderOptions): CredentialProvider {
  const { now = () => new Date(), logger = silentLogger } = options;
  let held: TokenReading | undefined;
  return {
    async current(): Promise<OidcToken> {
      if (held !== undefined && (await currentVersion(path)) === held.version) return held.credential;
      try {
        const renewed = await readTokenVersion(path, options);
        if (held !== undefined) logger.info({ path, expiresAt: renewed.credential.expiresAt }, 'token renewed');
        held = renewed;
      } catch (error) {
        if (held === undefined || remainingSeconds(held.credential, now()) <= 0) throw error;
        logger.warn({ path, error }, 'token file cannot be read, using the token read before');
      }
      return held.credential;
    },
  };
}

async function currentVersion(path: string): Promise<string | undefined> {
  try {
    return versionOf(await stat(path, { bigint: true }));
  } catch {
    return undefined; // reading the file will say why
  }
}
