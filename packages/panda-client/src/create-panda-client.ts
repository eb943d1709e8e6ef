import { type Logger, redact } from '@panda-pilot/core';
import { type Credential, type CredentialProvider, fixedCredential } from '@panda-pilot/credentials';
import { createAutoClient } from './auto-client.ts';
import { createClassicMethods } from './classic/client.ts';
import type { ApiName, PandaClient } from './panda-client.ts';
import type { OutputReports } from './records/job-update.ts';
import { createTransport } from './transport/transport.ts';
import { createTrustStore } from './transport/trust-store.ts';
import { createV1Client } from './v1/client.ts';

/** How a server is reached. */
export interface PandaClientOptions {
  /** `https://host:port`, without a path. */
  readonly url: string;
  /** Default `auto`: whichever the server has, as its first answer shows. */
  readonly api?: 'auto' | ApiName;
  /** A provider is asked before every call. */
  readonly credential: Credential | CredentialProvider;
  /** Bound on one call, from its start to the last byte of its answer. Default 120 s. */
  readonly timeoutMs?: number;
  /** Certificates (PEM) of the authorities that may sign the server's. Default: those that Node ships. */
  readonly trustedAuthorities?: readonly string[];
  /**
   * Instead of `trustedAuthorities`: a directory of hash-named files, such as `/etc/grid-security/certificates`, whose
   * authorities, revocation lists and signing policies decide about the server. The directory is read again as it
   * changes; what it lacks of lists and policies is not missed.
   */
  readonly caDirectory?: string;
  readonly userAgent?: string;
  /** How the classic API is told of outputs. Default: JSON. */
  readonly outputReports?: OutputReports;
  readonly logger: Logger;
}

/** A client of the server at `url`. Opens no connection before the first call. Throws TypeError for a URL that is not `http(s)://host:port`, and for two
 * kinds of trust at once. */
export function createPandaClient(options: PandaClientOptions): PandaClient {
  const url = serverUrl(options.url);
  const { api = 'auto', credential, logger, outputReports = 'json', timeoutMs = 120_000 } = options;
  const { userAgent = 'panda-pilot' } = options;
  const credentials = 'kind' in credential ? fixedCredential(credential) : credential;
  const transport = createTransport({
    url,
    credentials,
    timeoutMs,
    maxAnswerBytes,
    trust: createTrustStore(options),
    userAgent,
    logger,
  });
  const v1 = createV1Client(transport, url.origin, logger);
  if (api === 'v1') return v1;
  const methods = createClassicMethods(transport, url.origin, { logger, outputReports });
  const classic: PandaClient = { ...v1, ...methods, api: 'classic' };
  return api === 'classic' ? classic : createAutoClient({ clients: { v1, classic }, timeoutMs, logger });
}

/** Far above any real answer (a job is some 10 kB), far below what hurts a worker node. */
const maxAnswerBytes = 64 * 1024 * 1024;

function serverUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url !== undefined && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  if (!plain) throw new TypeError(`the server's URL must be http(s)://host:port, not ${redact(text)}`);
  return url;
}
