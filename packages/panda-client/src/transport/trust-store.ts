import type { Logger } from '@panda-pilot/core';
import { authoritiesIn, type CheckChain, requireTrusted, UntrustedServer } from '@panda-pilot/credentials';

/** Whom a client trusts to vouch for servers. */
export interface TrustStore {
  /** The `ca` of a TLS connection; the same array for as long as nothing has changed. Undefined: the authorities that Node ships. */
  authorities(): Promise<readonly string[] | undefined>;
  /** Absent: TLS itself checks all there is to check. */
  readonly check?: CheckChain;
}

/** Where trust comes from. */
export interface TrustStoreOptions {
  readonly trustedAuthorities?: readonly string[] | undefined;
  readonly caDirectory?: string | undefined;
  readonly logger: Logger;
  /** How long the certificates of the directory are used before they are read again. Default one hour. */
  readonly refreshMs?: number;
}

/** A store of `trustedAuthorities`, of a CA directory, or of neither. Throws TypeError for both. */
export function createTrustStore(options: TrustStoreOptions): TrustStore {
  const { trustedAuthorities, caDirectory } = options;
  if (caDirectory === undefined) return { authorities: () => Promise.resolve(trustedAuthorities) };
  if (trustedAuthorities !== undefined) throw new TypeError('trustedAuthorities and caDirectory exclude each other');
  return directoryStore(caDirectory, options);
}

function directoryStore(caDirectory: string, { logger, refreshMs = 3_600_000 }: TrustStoreOptions): TrustStore {
  let held: readonly string[] | undefined;
  let readAt = -Infinity;
  const read = async (): Promise<readonly string[]> => {
    try {
      const found = await authoritiesIn(caDirectory);
      if (held === undefined || !sameTexts(found, held)) held = found;
    } catch (error) {
      if (held === undefined)
        throw new UntrustedServer(`the CA directory cannot be read: ${caDirectory}`, { cause: error });
      logger.warn({ err: error, caDirectory }, 'CA directory cannot be read, using the certificates read before');
    }
    readAt = performance.now();
    return held;
  };
  return {
    authorities: async () => (held !== undefined && performance.now() - readAt < refreshMs ? held : read()),
    async check(chain) {
      const findings = await requireTrusted(chain, { caDirectory, now: new Date() });
      if (findings.length > 0) logger.warn({ findings }, 'server certificate is not quite in order');
    },
  };
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  const texts = new Set(a);
  return a.length === b.length && b.every((text) => texts.has(text));
}
