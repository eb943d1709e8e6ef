import type { Logger } from '@panda-pilot/core';
import { type Secret, replaceCredentialFile, secret } from '@panda-pilot/credentials';
import type { PandaClient } from '@panda-pilot/panda-client';
import { readBoundedFile } from '../bounded-file.ts';

/** What is renewed, with what, how often. */
export interface TokenRenewal {
  readonly tokenFile: string;
  readonly keyFile: string;
  readonly everyMs: number;
}

/** The name under which pilots ask the server for tokens. */
const clientName = 'pilot_server';

/**
 * Renews the token at once and then again and again, beside everything else, until `close`. A renewal that fails is told of and tried
 * again when its time comes: the token that is there is used for as long as it lasts.
 */
export function keepTokenFresh(
  { tokenFile, keyFile, everyMs }: TokenRenewal,
  { client, logger }: { readonly client: Pick<PandaClient, 'getAccessToken'>; readonly logger: Logger },
): { close(): void } {
  const closing = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const renew = async (): Promise<void> => {
    try {
      const tokenKey = await readKey(keyFile);
      const token = await client.getAccessToken({ clientName, tokenKey }, { signal: closing.signal });
      await replaceCredentialFile(tokenFile, token);
      logger.info({ tokenFile }, 'the server has renewed the token');
    } catch (error) {
      if (!closing.signal.aborted) logger.warn({ err: error, tokenFile }, 'the token could not be renewed');
    }
    if (!closing.signal.aborted) timer = setTimeout(() => void renew(), everyMs).unref();
  };
  void renew();
  return {
    close() {
      closing.abort();
      clearTimeout(timer);
    },
  };
}

async function readKey(path: string): Promise<Secret> {
  const { text } = await readBoundedFile(path, { maxBytes: 64 * 1024 });
  return secret(text.trim());
}
