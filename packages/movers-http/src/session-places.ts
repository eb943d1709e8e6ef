import { existsSync } from 'node:fs';

/** What a site may say of credentials; what it does not say is found where grid tools look. */
export interface SessionOptions {
  /** `none` shows neither. */
  readonly credential: 'any' | 'token' | 'proxy' | 'none';
  readonly proxyFile?: string;
  readonly tokenFile?: string;
  readonly caDirectory?: string;
  /** `grid`: the CA directory alone vouches for servers, where there is one. `web`: browsers' authorities do, too. */
  readonly trust: 'grid' | 'web';
}

/** Where the credentials of this process are. */
export interface Places {
  readonly proxyFile?: string;
  readonly tokenFile?: string;
  /** The token itself. */
  readonly token?: string;
  readonly caDirectory?: string;
}

/** Looks in the order of the tools: a setting, the variable, the usual place (tokens: WLCG Bearer Token Discovery). */
export function placesOf(options: SessionOptions, env: Readonly<Record<string, string>>): Places {
  const { credential } = options;
  const uid = process.geteuid?.() ?? 0;
  const proxyFile = options.proxyFile ?? env['X509_USER_PROXY'] ?? ifThere(`/tmp/x509up_u${uid}`);
  const caDirectory = options.caDirectory ?? env['X509_CERT_DIR'] ?? ifThere('/etc/grid-security/certificates');
  return {
    ...(caDirectory === undefined ? {} : { caDirectory }),
    ...(proxyFile === undefined || !['any', 'proxy'].includes(credential) ? {} : { proxyFile }),
    ...(['any', 'token'].includes(credential) ? tokenIn(options, { env, uid }) : {}),
  };
}

function tokenIn(
  { tokenFile }: SessionOptions,
  { env, uid }: { readonly env: Readonly<Record<string, string>>; readonly uid: number },
): Pick<Places, 'token' | 'tokenFile'> {
  if (tokenFile !== undefined) return { tokenFile };
  const token = env['BEARER_TOKEN']?.trim() ?? '';
  if (token !== '') return { token };
  const { XDG_RUNTIME_DIR: runtime, BEARER_TOKEN_FILE: named } = env;
  const found =
    named ?? (runtime === undefined ? undefined : ifThere(`${runtime}/bt_u${uid}`)) ?? ifThere(`/tmp/bt_u${uid}`);
  return found === undefined ? {} : { tokenFile: found };
}

function ifThere(path: string): string | undefined {
  return existsSync(path) ? path : undefined;
}
